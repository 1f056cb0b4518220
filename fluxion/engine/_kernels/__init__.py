"""Compiled kernels: arrays and numbers in, arrays out.

They check nothing and know no units but SI; the module of the same subject one level up checks, names and explains.
"""
