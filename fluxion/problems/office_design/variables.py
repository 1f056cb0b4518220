"""What a designer of the office may choose."""

from fluxion.design import Choice, DesignSpace, Integer, Real
from fluxion.errors import InputError
from fluxion.problems.office_design.catalogue import Catalogue

#: Option of `cooling_system` without figures of its own.
NO_COOLING = "none"
_BASELINE = {
    "window": "double_lowe_selective",
    "heating_system": "gas_boiler",
    "cooling_system": "air_cooled_chiller",
    "thermal_mass": "heavy",
    "heat_recovery": "plate_73",
}


def design_space(catalogue: Catalogue) -> DesignSpace:
    """The 17 variables; the options of products and systems are those of the catalogue.

    Ranges lie inside those for which the physics of the reference office is checked. The baseline (the defaults) is an
    ordinary new office: moderate insulation, selective double glazing, gas boiler, chiller.
    """
    return DesignSpace(
        (
            _choice("window", tuple(catalogue.windows), "window product of all facades"),
            _choice("heating_system", tuple(catalogue.heating), "heat generator and emission"),
            _choice("cooling_system", (NO_COOLING, *catalogue.cooling), "cold generator and emission, or none"),
            _choice("thermal_mass", tuple(catalogue.mass), "carrying layers of envelope, floors and partitions"),
            _choice("heat_recovery", tuple(catalogue.ventilation), "grade of the hygienic ventilation"),
            Real("wall_insulation_m", 0.04, 0.35, 0.12, "m", "facade insulation"),
            Real("roof_insulation_m", 0.06, 0.45, 0.16, "m", "roof insulation"),
            Real("floor_insulation_m", 0.04, 0.30, 0.08, "m", "ground floor insulation"),
            Real("wwr_south", 0.15, 0.70, 0.40, "", "window-to-wall ratio, south"),
            Real("wwr_east", 0.15, 0.70, 0.40, "", "window-to-wall ratio, east"),
            Real("wwr_north", 0.15, 0.70, 0.40, "", "window-to-wall ratio, north"),
            Real("wwr_west", 0.15, 0.70, 0.40, "", "window-to-wall ratio, west"),
            Real("overhang_m", 0.0, 1.5, 0.0, "m", "depth of the overhangs at the window heads of all facades"),
            Real("infiltration_ach", 0.05, 0.50, 0.30, "1/h", "outdoor air through leaks"),
            Integer("night_ventilation_ach", 0, 6, 0, "1/h", "night cooling with outdoor air"),
            Real("heating_setpoint_c", 19.0, 22.0, 21.0, "degC", "air temperature, weekdays 7-18 h"),
            Real(
                "cooling_setpoint_c", 23.0, 26.0, 24.0, "degC", "air temperature, weekdays 7-18 h, if there is cooling"
            ),
        )
    )


def _choice(name: str, options: tuple[str, ...], description: str) -> Choice:
    for option in options:
        # Option names become cells of CSV files and columns of encodings.
        if not option.isidentifier():
            raise InputError(
                f"catalogue: the name '{option}' of a {name} must be an identifier such as 'triple_solar'."
            )
    default = _BASELINE[name] if _BASELINE[name] in options else options[0]
    return Choice(name, options, default, description)
