"""The batch engine: many buildings of one problem marched side by side, hour by hour."""
