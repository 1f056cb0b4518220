"""Judges of the engine: the cases of Standard 140, and EnergyPlus.

| judge | package |
|---|---|
| ranges and limits of ANSI/ASHRAE Standard 140 | ashrae140 |
| EnergyPlus on the same designs | energyplus |

What they share: `statistics` says how well two models agree, `versions` what took part.
"""
