"""What an answer costs on this machine, measured in one run.

Machines are shared and noisy, so every figure is the median of repeated measurements and ratios are taken within one
run. Processor seconds are charged where threads compute; set-up of the buildings is part of every cost.

| question | module |
|---|---|
| which figures there are, in which order they are measured | suite |
| how much is measured, how often | scope |
| which buildings are simulated | cases, box |
| reference engine and surrogate | answers |
| the surrogate's networks, which of them there are | surrogate, networks |
| what products of matrices can reach | products |
| the calls of users with a surrogate | doors |
| memory of its threads | thread_memory |
| the batch engine by rows per call, its share of the machine's peak | batch |
| the march alone, how many operations it needs | marches, operations |
| what one core can do at most | peak, _kernels.fma |
| one and two cores | scaling |
| memory | memory |
| the start of a process | start |
| EnergyPlus | energyplus |
| searches: their own work, and whole ones | search |
| tables of designs and results | tables |
| a process of its own, and what it does | children, child |
| on which machine | machine |
| the figures as lines | summary |
"""
