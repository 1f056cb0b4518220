"""A random search with the oracle: many designs by the seed surrogate, the best of them by physics.

Usage:
    python examples/run_oracle.py [--designs 20000] [--checks 4] [--surrogate MODEL.onnx]
"""

import argparse
import time

import numpy as np

import fluxion
from fluxion.assets import asset_path

#: Window U-value [W/(m2 K)], heating setpoint [degC], cooling setpoint [degC].
LOWER, UPPER = [0.7, 18.0, 23.0], [3.0, 22.0, 27.0]
#: Comfort: the heating setpoint shall not fall below this [degC], the cooling setpoint not rise above that.
LEAST_HEATING, MOST_COOLING = 20.0, 26.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--designs", type=int, default=20000)
    parser.add_argument("--checks", type=int, default=4, help="designs to simulate")
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()
    surrogate = options.surrogate or asset_path("thermal_surrogate_3.onnx")

    oracle = fluxion.BatchOracle()
    oracle.load_surrogate(surrogate)
    population = np.random.default_rng(1).uniform(LOWER, UPPER, (options.designs, 3))
    started = time.perf_counter()
    claimed = oracle.evaluate_population(population)
    seconds = time.perf_counter() - started
    print(f"{oracle.last_fidelity}: {len(claimed)} designs in {seconds:.2f} s")

    comfortable = np.flatnonzero((population[:, 1] >= LEAST_HEATING) & (population[:, 2] <= MOST_COOLING))
    best = comfortable[np.argsort(claimed[comfortable])[: options.checks]]
    true = oracle.evaluate_population(population[best], use_surrogates=False)
    print(f"{oracle.last_fidelity}: the best {len(best)} again")
    print(f"{'window U':>9} {'heating':>8} {'cooling':>8} {'claimed':>8} {'true':>8}  [kWh/(m2 a)]")
    for (window_u, heating, cooling), claim, eui in zip(population[best], claimed[best], true):
        print(f"{window_u:9.2f} {heating:8.2f} {cooling:8.2f} {claim:8.2f} {eui:8.2f}")

    # A row that nobody can answer says why, and leaves the others alone.
    oracle.evaluate_population([[1.0, 20.0, 25.0], [1.0, 26.0, 24.0], [float("nan"), 20.0, 25.0]])
    for status in oracle.last_status:
        print(f"status: {status}")


if __name__ == "__main__":
    main()
