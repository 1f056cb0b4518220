"""Portraits of whole families: what the batch kernels need of many buildings of one plan, computed for all at once."""
