"""Compiled work whose speed is known beforehand."""
