"""Physical constants and unit conversions; the only home of numbers such as 3.6e6."""

#: Stefan-Boltzmann constant [W/(m2 K4)], CODATA 2018.
STEFAN_BOLTZMANN = 5.670374419e-8
#: 0 degC in kelvin [K].
ZERO_CELSIUS = 273.15
#: Joules in a kilowatt-hour [J/kWh].
JOULE_PER_KWH = 3.6e6
#: Seconds in an hour [s/h].
SECONDS_PER_HOUR = 3600.0
#: Hours in the 365-day year that every simulation covers [h].
HOURS_PER_YEAR = 8760
#: Standard acceleration of gravity [m/s2].
GRAVITY = 9.80665
#: Specific gas constant of dry air as EnergyPlus uses it [J/(kg K)] (Engineering Reference, psychrometrics).
GAS_CONSTANT_AIR = 287.0
