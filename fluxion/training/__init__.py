"""Training of surrogates; the only package that needs the extra ``train`` (PyTorch and onnx).

| question | file |
|---|---|
| which unit and range has an output | `targets` |
| how does a design enter the network | `encoding`, `products` |
| what is known beside the runs | `knowledge` |
| what is a trained ensemble | `ensemble` |
| how is it trained | `fit`, with `slope_penalty` |
| how does its energy balance close | `closure` |
| which outputs only rise or only fall | `monotone` |
| what serves for what | `split`, `amounts` |
| how does an interrupted fit go on | `checkpoint` |
| where do further runs teach most | `refine` |
| how wide are the intervals | `conformal` |
| how good is it | `measure` |
| how is it trained again with what a search has met | `refit` |
| how much depends on the runs that were learned | `folds` |
| what does a report show | `report`, `figures` |
| how does it become an ONNX file | `export` |
| where do the physics runs come from | `dataset` |
| how is a model file made smaller | `precision`, `reduce` |
| all of it in order | `pipeline` |
| how does a dearer truth differ from physics | `difference` |
| how does a surrogate learn that truth | `multifidelity` |
| how good is it against the truth | `truth_figures` |
"""
