"""How far the seed surrogate is from physics on designs that it has never seen.

Usage:
    python examples/validate_surrogate.py [--designs 16] [--seed 7] [--surrogate MODEL.onnx]
"""

import argparse

import numpy as np

import fluxion
from fluxion.assets import asset_path

#: Window U-value [W/(m2 K)] and heating setpoint [degC].
LOWER, UPPER = [0.7, 18.0], [3.0, 22.0]


def compute_error_metrics(analytical, surrogate):
    """Errors of (n,) surrogate values against (n,) analytical ones.

    Returns:
        ``mae``, ``rmse``, ``max_error`` and ``bias`` (mean of surrogate - analytical) in the unit of the values,
        ``cv_rmse``, the RMSE over the mean, and ``r2``; NaN where the values do not vary.

    Raises:
        ValueError: other shapes, no values, or values that are not finite.
    """
    true, claimed = np.asarray(analytical, dtype=float), np.asarray(surrogate, dtype=float)
    if true.shape != claimed.shape or true.size == 0:
        raise ValueError(f"expected two arrays of the same shape with values; got {true.shape} and {claimed.shape}.")
    if not (np.isfinite(true).all() and np.isfinite(claimed).all()):
        raise ValueError("expected finite values; leave out the designs that have no result.")
    error = claimed - true
    rmse = float(np.sqrt(np.mean(error**2)))
    variation = float(np.sum((true - true.mean()) ** 2))
    return {
        "mae": float(np.mean(np.abs(error))),
        "rmse": rmse,
        "max_error": float(np.max(np.abs(error))),
        "bias": float(np.mean(error)),
        "cv_rmse": rmse / float(true.mean()) if true.mean() else float("nan"),
        "r2": 1.0 - float(np.sum(error**2)) / variation if variation else float("nan"),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--designs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--surrogate", help="model file; default: the shipped one")
    options = parser.parse_args()
    model = options.surrogate or asset_path("thermal_surrogate.onnx")

    oracle = fluxion.BatchOracle()
    oracle.load_surrogate(model)
    population = np.random.default_rng(options.seed).uniform(LOWER, UPPER, (options.designs, 2))
    surrogate = oracle.evaluate_population(population, use_surrogates=True)
    analytical = oracle.evaluate_population(population, use_surrogates=False)
    print(f"EUI of {len(population)} designs, {analytical.min():.1f} to {analytical.max():.1f} kWh/(m2 a) by physics")
    print("errors of the surrogate:")
    for name, value in compute_error_metrics(analytical, surrogate).items():
        print(f"{name:>10}: {value:.4f}")


if __name__ == "__main__":
    main()
