"""A design problem as a quadratic model of bits: levels, pairwise fit, encodings, files.

Nothing here knows a building or an evaluator: a grid of levels, tables of numbers, and the bits that stand for them.

| question | place |
|---|---|
| which levels may a variable take | `grid` |
| a function of one level of each variable, in pairs | `pairwise` |
| the fit of such a function to designs with known values | `contrasts`, `fitting`, `quality` |
| which bits stand for a level | `encodings` |
| the same function of bits, with penalties | `bits`, `model` |
| limits: as an excess that is added, or with slack bits | `slack` |
| objects of dimod; files of other programs; what is needed to read answers | `dimod_models`, `formats`, `sidecar` |
| who samples; what the samples say | `samplers`, `decoding` |
| what an annealer of today would need | `hardware` |
"""
