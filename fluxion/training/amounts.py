"""How many runs a training takes unless told otherwise."""

#: Runs to learn, stop and calibrate from; a fifth of them, 4,096, sets the width of the intervals.
DEFAULT_RUNS = 20480
#: Further runs that only the figures in the card rest on.
DEFAULT_HELD_OUT = 4000
#: Runs of a truth beyond physics, EnergyPlus for example, that its difference from physics is learned from.
DEFAULT_TRUTH_RUNS = 40
