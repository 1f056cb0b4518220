"""What precedes the year, the same for every engine."""

#: The first day is repeated before the year begins (EnergyPlus Engineering Reference, "Warmup"), long enough for heavy
#: walls [h].
WARMUP_HOURS = 30 * 24
#: Temperature of everything before that [degC].
START_C = 20.0
