"""The problem `office-design`: variables, fixed parameters, objectives and constraints."""

from fluxion.design import Constraint, DesignProblem, Parameter
from fluxion.engine import BALANCE_OUTPUTS
from fluxion.problems.office_design.building import build, families
from fluxion.problems.office_design.catalogue import Catalogue
from fluxion.problems.office_design.loading import load_catalogue
from fluxion.problems.office_design.monotone import MONOTONE
from fluxion.problems.office_design.properties import features, properties
from fluxion.problems.office_design.score import score
from fluxion.problems.office_design.variables import design_space
from fluxion.problems.reference_office import plan

#: Simulated outputs to report, in the order of the command line; the air of the nights serves the score, what follows
#: closes the energy balance.
OUTPUTS = (
    "heating_kwh_m2",
    "cooling_kwh_m2",
    "heating_peak_kw",
    "cooling_peak_kw",
    "hours_above_26",
    "hours_above_28",
    "hours_above_26_occ",
    "hours_above_28_occ",
    "hours_above_adaptive_occ",
    "night_ventilation_m3",
    *BALANCE_OUTPUTS,
)
OBJECTIVES = ("energy_kwh_m2", "cost_eur_m2", "carbon_kgco2e_m2", "overheating_fraction")


def office_design(catalogue: str = "") -> DesignProblem:
    """The design problem on the catalogue of a folder.

    Args:
        catalogue: folder of TOML files that replace the shipped ones; its options become those of the choices, its
            discount rate the default. The parameter of the same name exchanges the figures but keeps the options.

    Raises:
        InputError: the catalogue cannot be used; file and table are named.
    """
    content = load_catalogue(catalogue)
    return DesignProblem(
        name="office-design",
        title="Ten-zone office: envelope, systems and control for energy, cost, carbon and comfort",
        space=design_space(content),
        parameters=_parameters(content, catalogue),
        build=build,
        families=families,
        score=score,
        outputs=OUTPUTS,
        predicted=OUTPUTS,
        objectives=OBJECTIVES,
        constraints=(
            Constraint(
                "g_overheating", "overheating_fraction", "overheating_limit", "comfort: overheating within its limit"
            ),
            Constraint("g_investment", "investment_eur_m2", "budget_eur_m2", "initial investment within the budget"),
            Constraint(
                "g_window_head",
                "window_head_m",
                plan.FLOOR_HEIGHT - plan.HEAD_CLEARANCE,
                "window bands end below the storey above",
            ),
            Constraint("g_daylight", "daylight_deficit", 0.0, "windows at least `daylight_ratio` of the floor area"),
        ),
        properties=properties,
        features=features,
        monotone=MONOTONE,
        unscored=BALANCE_OUTPUTS,
    )


def _parameters(content: Catalogue, catalogue: str) -> tuple[Parameter, ...]:
    rate = content.discount_rate_per_year
    return (
        Parameter("internal_gains_w_m2", 12.0, "W/m2", "people, lights and equipment at full schedule", 4.0, 25.0),
        Parameter("setback_k", 4.0, "K", "taken off the heating setpoint out of hours", 0.0, 15.0),
        Parameter("setup_k", 4.0, "K", "added to the cooling setpoint out of hours", 0.0, 15.0),
        Parameter("orientation_deg", 0.0, "deg", "clockwise turn of the building", 0.0, 360.0),
        Parameter("ground_temperature_c", 18.0, "degC", "under the ground floor insulation", -20.0, 40.0, monthly=True),
        Parameter(
            "ventilation_l_s_m2",
            1.2,
            "l/(s m2)",
            "outdoor air in occupied hours; EN 15251 category II for an open-plan office, low-polluting",
            0.1,
            10.0,
        ),
        Parameter("bypass_above_c", 22.0, "degC", "zone air above which heat recovery is bypassed", 0.0, 40.0),
        Parameter("night_above_indoor_c", 22.0, "degC", "zone air above which night cooling runs", 10.0, 40.0),
        Parameter("night_delta_k", 2.0, "K", "excess over outdoor air above which night cooling runs", 0.0, 20.0),
        Parameter("night_above_outdoor_c", 10.0, "degC", "outdoor air above which night cooling runs", -20.0, 30.0),
        Parameter("sizing_margin", 1.1, "", "installed power over simulated peak", 0.5, 3.0, simulated=False),
        Parameter("overheating_limit", 0.05, "", "largest share of occupied hours too warm", 0.0, 1.0, simulated=False),
        Parameter(
            "budget_eur_m2",
            800.0,
            "EUR/m2",
            "largest initial investment per floor area",
            0.0,
            100000.0,
            simulated=False,
        ),
        Parameter(
            "daylight_ratio",
            0.125,
            "",
            "least window area per floor area; 1/8 in German building codes, for example ThürBO § 47 (2)",
            0.0,
            0.4,
            simulated=False,
        ),
        Parameter("cost_years", 30, "a", "calculation period of the global cost", 1, 100, simulated=False),
        Parameter("carbon_years", 50, "a", "reference study period of the emissions", 1, 200, simulated=False),
        Parameter("discount_rate", rate, "1/a", "real discount rate", 0.0, 0.2, simulated=False),
        Parameter(
            "electricity_decline",
            0.0,
            "1/a",
            "yearly fall of the emission factor of electricity",
            0.0,
            0.5,
            simulated=False,
        ),
        # What of the catalogue reaches the simulation is in `properties`; prices may change without it.
        Parameter(
            "catalogue",
            catalogue,
            "",
            "folder of the catalogue; empty for the one that ships with Fluxion",
            simulated=False,
        ),
    )
