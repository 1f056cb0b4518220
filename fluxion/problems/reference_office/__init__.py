"""The ten-zone reference office: every engine, surrogate and study can be compared on it, like for like."""
