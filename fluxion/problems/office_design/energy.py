"""Final energy of a year from the simulated loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion.design import Chosen, chosen
from fluxion.problems.office_design.catalogue import Catalogue
from fluxion.problems.office_design.quantities import (
    FLOOR_AREA,
    OCCUPIED_HOURS,
    buyable,
    hygienic_flow,
    option_figures,
    require_known,
)
from fluxion.problems.office_design.variables import NO_COOLING
from fluxion.problems.reference_office.building import GAINS, gain_schedule
from fluxion.typing import Column, FloatArray

#: Name of the carrier that fans, lights, equipment and cooling use.
ELECTRICITY = "electricity"
_SECONDS = 3600.0
_KW = 1e-3


@dataclass(frozen=True)
class FinalEnergy:
    """Final energy of a year by use, (n,) each [kWh].

    Attributes:
        heating: in the carrier of the heating system.
        heating_carrier: that carrier, as a choice.
        cooling: electricity.
        fans: electricity of hygienic ventilation and night cooling.
        appliances: electricity of lights and equipment, the same for all designs.
    """

    heating: Column
    heating_carrier: Chosen
    cooling: Column
    fans: Column
    appliances: Column

    @property
    def total(self) -> Column:
        """(n,) all uses [kWh]."""
        return self.heating + self.cooling + self.fans + self.appliances

    def nothing(self) -> Column:
        """(n,) zeros to add to; one number where the uses are numbers."""
        return np.zeros(np.shape(self.heating))[()]

    def of_carrier(self, carrier: str) -> Column:
        """(n,) all uses of one carrier [kWh]."""
        single = self.heating_carrier.single
        if single is None:
            heat = np.where(self.heating_carrier.is_option(carrier), self.heating, 0.0)
        else:
            heat = self.heating if single == carrier else self.nothing()
        return heat + self.cooling + self.fans + self.appliances if carrier == ELECTRICITY else heat


def final_energy(
    columns: Mapping[str, NDArray[Any]],
    settings: Mapping[str, Any],
    outputs: Mapping[str, Column],
    catalogue: Catalogue,
) -> FinalEnergy:
    """Final energy of n designs: loads over efficiencies, fans by their specific power, lights and equipment.

    Args:
        columns: design columns (n,).
        settings: fixed parameters of the problem.
        outputs: ``heating_kwh_m2``, ``cooling_kwh_m2`` and ``night_ventilation_m3`` (n,).
        catalogue: efficiencies and fan powers.

    Raises:
        InputError: a design names an option that the catalogue does not have.
    """
    heat = np.maximum(outputs["heating_kwh_m2"], 0.0) * FLOOR_AREA
    cold = np.maximum(outputs["cooling_kwh_m2"], 0.0) * FLOOR_AREA
    heater, cooler, air = (chosen(columns, name) for name in ("heating_system", "cooling_system", "heat_recovery"))
    for name, choice in (("heating_system", heater), ("cooling_system", cooler), ("heat_recovery", air)):
        require_known(choice, *buyable(name, catalogue))
    systems = _systems(catalogue, heater.options, cooler.options, air.options)
    hygienic = hygienic_flow(settings) * OCCUPIED_HOURS * systems.fan_power
    night_m3 = np.where(columns["night_ventilation_ach"] > 0.0, np.maximum(outputs["night_ventilation_m3"], 0.0), 0.0)
    night = night_m3 * catalogue.measures.night_ventilation.specific_fan_power / _SECONDS
    return FinalEnergy(
        heating=heat / systems.efficiency.take(heater.codes),
        heating_carrier=Chosen(systems.carrier.take(heater.codes), systems.carriers),
        cooling=cold * systems.per_cold.take(cooler.codes),
        fans=hygienic.take(air.codes) + night,
        appliances=np.full(np.shape(heat), appliance_energy(float(settings["internal_gains_w_m2"]))),
    )


@dataclass(frozen=True, eq=False)
class _Systems:
    """Figures of the options of systems: efficiencies, electricity per cold, fan powers, carriers of heat."""

    efficiency: FloatArray
    per_cold: FloatArray
    fan_power: FloatArray
    carrier: NDArray[np.intp]
    carriers: tuple[str, ...]


@lru_cache(maxsize=64)
def _systems(
    catalogue: Catalogue, heaters: tuple[str, ...], coolers: tuple[str, ...], air: tuple[str, ...]
) -> _Systems:
    # Several systems may burn the same.
    of_system = [catalogue.heating[name].carrier if name in catalogue.heating else "" for name in heaters]
    carriers = tuple(dict.fromkeys(of_system))
    return _Systems(
        efficiency=option_figures(heaters, catalogue.heating, "efficiency"),
        # No cold is made without a system, whatever an approximate model of the loads says.
        per_cold=1.0 / option_figures(coolers, catalogue.cooling, "efficiency", NO_COOLING, np.inf),
        fan_power=option_figures(air, catalogue.ventilation, "specific_fan_power"),
        carrier=np.array([carriers.index(name) for name in of_system], dtype=np.intp),
        carriers=carriers,
    )


@lru_cache(maxsize=16)
def appliance_energy(internal_gains_w_m2: float) -> float:
    """Electricity of lights and equipment in a year [kWh]: their shares of the internal gains, by their schedules."""
    hours = sum(GAINS[kind][0] * float(gain_schedule(kind).values.sum()) for kind in ("lights", "equipment"))
    return internal_gains_w_m2 * hours * _KW * FLOOR_AREA
