"""One design of the ten-zone office over several years: by physics, and by the seed surrogate.

Usage:
    python examples/run_model.py [--years 3] [--surrogate MODEL.onnx]
"""

import argparse

import fluxion
from fluxion.assets import asset_path

#: Window U-value [W/(m2 K)] and heating setpoint [degC]; the office cools to 25 degC.
GENES = [1.2, 20.5]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()
    surrogate = options.surrogate or asset_path("thermal_surrogate.onnx")

    model = fluxion.Model(GENES)
    for use_surrogates in (False, True):
        if use_surrogates:
            model.load_surrogate(surrogate)
        years = model.simulate(options.years, use_surrogates)
        print(f"{model.last_fidelity:>9}: {', '.join(f'{eui:.2f}' for eui in years)} kWh/(m2 a) in a typical year")

    # The same office zone by zone.
    office = fluxion.ThermalModel(10)
    office.apply_parameters(GENES)
    physics = office.calc_analytical_loads()
    manager = fluxion.SurrogateManager.load_onnx(surrogate)
    predicted = manager.predict_loads([GENES])[0]
    print(f"{'zone':>9} {'physics':>10} {'surrogate':>10}  heating + cooling [kWh/a]")
    for name, true, claimed in zip(office.zone_names, physics, predicted):
        print(f"{name:>9} {true:10.0f} {claimed:10.0f}")


if __name__ == "__main__":
    main()
