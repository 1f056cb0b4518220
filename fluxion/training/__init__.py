"""Training of surrogates; the only package that needs the extra ``train`` (PyTorch and onnx).

| question | file |
|---|---|
| which unit and range has an output | `targets` |
| how does a design enter the network | `encoding` |
| what is a trained ensemble | `ensemble` |
| how is it trained | `fit` |
| how wide are the intervals | `conformal` |
| how good is it | `accuracy` |
| how does it become an ONNX file | `export` |
| where do the physics runs come from | `dataset` |
| all of it in order | `pipeline` |
"""
