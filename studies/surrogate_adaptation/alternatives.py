"""Ways to learn from runs, compared on the same runs: last layers, kernels, processes, own replay."""

from collections.abc import Callable

import numpy as np
from rounds import errors_of, task_of

from fluxion.design import DesignSpace
from fluxion.evaluation import concatenate
from fluxion.problems.task import Task
from fluxion.surrogate.adaptation import AdaptationOptions, AdaptiveSurrogate
from fluxion.surrogate.adaptation.observations import Observations, physical_limits
from fluxion.surrogate.adaptation.ridge import censored
from fluxion.surrogate.adaptation.update import correct_apart, corrected_raw
from fluxion.surrogate.kernel_ridge import gaussian_kernel, squared_distances, unit_features
from fluxion.typing import FloatArray

_LENGTHS, _NOISES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2), (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


def same_points(
    truth: Task,
    make: Callable[[], AdaptiveSurrogate],
    make_own: Callable[[], AdaptiveSurrogate],
    lineages: list[list[Observations]],
    random: Observations,
    scale: FloatArray,
) -> list[dict]:
    """Every way on the fronts of the surrogate that never adapted: it learns all rounds but the last it is asked of.

    Args:
        truth: the task by physics.
        make: the surrogate with true replay.
        make_own: the surrogate with its own answers as replay.
        lineages: batches of observations by seed.
        random: random designs.
        scale: (t,) standard deviations.
    """
    squares: dict[str, list] = {}
    for batches in lineages:
        alone = AdaptationOptions(lengths=())
        adaptive = {
            "adapted": make(),
            "last layers alone, true replay": make(options=alone),
            "last layers alone, own replay": make_own(options=alone),
            "adapted, own replay": make_own(),
        }
        untaught = task_of(truth, make().surrogate, None, False)
        seen = truth.evaluator.evaluate(batches[0].X)
        for k in range(1, len(batches)):
            for one in adaptive.values():
                one.observe(batches[k - 1].X, batches[k - 1].Y)
            if k > 1:
                seen = concatenate([seen, truth.evaluator.evaluate(batches[k - 1].X)])
            runs = Observations(
                np.concatenate([one.X for one in batches[:k]]), np.concatenate([one.Y for one in batches[:k]])
            )
            tasks = {"never": untaught, "processes": task_of(truth, untaught.evaluator.surrogate, seen, True)}
            tasks |= {name: task_of(truth, one.surrogate, None, False) for name, one in adaptive.items()}
            for name, task in tasks.items():
                errors = [errors_of(task, at, scale) ** 2 for at in (batches[k], random)]
                squares.setdefault(name, []).append([one.mean() for one in errors])
            apart = [np.square((one_share(make(), runs, at) - at.Y) / scale).mean() for at in (batches[k], random)]
            squares.setdefault("last layers alone, one share for all outputs, no limit", []).append(apart)
    never = np.mean(squares["never"], axis=0)
    return [
        {
            "way": name,
            "factor": float(np.sqrt(never[0] / np.mean(pairs, axis=0)[0])),
            "random_ratio": float(np.sqrt(np.mean(pairs, axis=0)[1] / never[1])),
        }
        for name, pairs in squares.items()
    ]


def one_share(adaptive: AdaptiveSurrogate, runs: Observations, at: Observations, share: float = 0.65) -> FloatArray:
    """(n, t) predictions if all outputs take the same share, whatever it does at random designs."""
    layers, seen = adaptive._layers, adaptive._layers.activations(runs.X)
    missing = censored(runs.Y, seen.raw, *physical_limits(adaptive.surrogate.card))
    fit = correct_apart(layers, adaptive._replay, seen, missing, share)
    target = layers.activations(at.X)
    return layers.predict(target.designs, corrected_raw(target, fit.change))[0]


def kernel_from_scratch(space: DesignSpace, runs: Observations, at: Observations) -> FloatArray:
    """(n, t) predictions by kernel ridge regression of the runs alone, width and noise by leaving one out."""
    points = unit_features(space, runs.X)
    near, far = squared_distances(points, points), squared_distances(unit_features(space, at.X), points)
    centre = runs.Y.mean(axis=0)
    best = np.full(runs.Y.shape[1], np.inf)
    result = np.zeros((len(at), runs.Y.shape[1]))
    for length in _LENGTHS:
        kernel, across = gaussian_kernel(near, length), gaussian_kernel(far, length)
        for noise in _NOISES:
            inverse = np.linalg.inv(kernel + noise * np.eye(len(runs)))
            weights = inverse @ (runs.Y - centre)
            score = np.square(weights / np.diag(inverse)[:, None]).sum(axis=0)
            better = score < best
            best[better] = score[better]
            result[:, better] = across @ weights[:, better] + centre[better]
    return np.maximum(result, 0.0)
