"""From a model file to one with smaller numbers: what it loses against the original, what it gains, its new card."""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from fluxion.errors import SurrogateError
from fluxion.surrogate import ModelCard, OutputCard, ScoreCard, Surrogate
from fluxion.surrogate.accuracy import judged_rows
from fluxion.surrogate.onnx_file import network_sha256, parse_model, with_card
from fluxion.surrogate.session import NetworkSession
from fluxion.training.precision import reduced_network
from fluxion.typing import Column, Designs, FloatArray

#: Scores of (n, d) designs with these outputs.
Scores = Callable[[Designs, Mapping[str, Column]], Mapping[str, Column]]

#: Sobol designs on which the two networks are compared.
DESIGNS = 4096
_SEED = 77
# Times are taken of short pieces, in turns: the shortest of many is hardly disturbed by other work on the machine.
_TIMED_ROWS, _REPEATS = 1024, 20
_NAMES = {"fp16": "float16", "int8": "int8"}


@dataclass(frozen=True)
class OutputLoss:
    """What one output loses, on designs drawn evenly from the bounds.

    Attributes:
        name: name of the output.
        rmse_sd: root mean square difference, in standard deviations of the output.
        largest_sd: largest difference, likewise.
        cv_rmse: root mean square difference over the mean of the output.
    """

    name: str
    rmse_sd: float
    largest_sd: float
    cv_rmse: float


@dataclass(frozen=True, eq=False)
class ReducedModel:
    """A model with smaller numbers.

    Attributes:
        data: content of the model file.
        card: its card.
        losses: what each output loses.
        bytes_before: size of the original file.
        us_before: time of the original per design of a batch [us].
        us_after: time of the reduced model per design of a batch [us].
    """

    data: bytes
    card: ModelCard
    losses: tuple[OutputLoss, ...]
    bytes_before: int
    us_before: float
    us_after: float


def reduce_model(data: bytes, source: str, precision: str, scores: Scores | None = None) -> ReducedModel:
    """Reduce a model file to ``"fp16"`` or ``"int8"`` weights, see `reduced_network`, and measure what it costs.

    Both networks answer 4096 Sobol designs of the bounds. The figures of the new card are those of the original plus
    the difference, as if the two always added up, and the intervals are widened until they hold the old ones at every
    one of these designs: so what the old intervals covered, the new ones cover. What was monotone is left out, because
    nobody looks again.

    Args:
        data: content of the model file.
        source: where it came from, for messages.
        precision: ``"fp16"`` or ``"int8"``.
        scores: what the problem computes of the outputs; None: the new card has no figures of scores.

    Raises:
        InputError: an unknown precision.
        SurrogateError: not a model file, or a model that was reduced before.
        MissingDependencyError: the package onnx or onnxruntime is not installed.
    """
    before = Surrogate.from_bytes(data, source)
    card = before.card
    if "precision" in card.training:
        raise SurrogateError(f"{source} was reduced before ({card.training['precision']}); start from the original.")
    # The card lies behind the network, so the file itself is a network that onnx reads.
    network = reduced_network(parse_model(data, source).data, precision)
    size = (len(card.space), len(card.outputs))
    old, new = NetworkSession(data, source, *size), NetworkSession(network, "the reduced network", *size)
    X = card.space.sample(DESIGNS, _SEED, "sobol")
    (mean, spread), (less, less_spread) = old.run(X), new.run(X)
    outputs = tuple(
        _output(one, mean[:, j], spread[:, j], less[:, j], less_spread[:, j]) for j, one in enumerate(card.outputs)
    )
    names = card.targets
    sentence = f"{_NAMES[precision]} weights; figures: the original's plus the difference on {DESIGNS} designs"
    reduced = replace(
        card,
        outputs=outputs,
        scores=() if scores is None else _scores(card, X, scores, mean, less),
        monotone={},
        violations={},
        training={**card.training, "precision": sentence},
        network_sha256=network_sha256(network),
    )
    us_before, us_after = _times(old, new, X)
    losses = tuple(_loss(name, mean[:, j], less[:, j]) for j, name in enumerate(names))
    return ReducedModel(with_card(network, reduced.to_json()), reduced, losses, len(data), us_before, us_after)


def _loss(name: str, mean: Column, less: Column) -> OutputLoss:
    difference, scale = np.abs(less - mean), float(mean.std()) or 1.0
    rmse = math.sqrt(float(np.square(difference).mean()))
    average = float(np.abs(mean).mean())
    return OutputLoss(name, rmse / scale, float(difference.max()) / scale, rmse / average if average > 0.0 else 0.0)


def _output(card: OutputCard, mean: Column, spread: Column, less: Column, less_spread: Column) -> OutputCard:
    """The card of an output with the difference added to its errors and its interval widened."""
    difference = np.abs(less - mean)
    rows = judged_rows(mean, card.judged_on != "all rows")
    all_rmse = math.sqrt(float(np.square(difference).mean()))
    judged_rmse = math.sqrt(float(np.square(difference[rows]).mean()))
    deviation, average = float(mean[rows].std()), float(np.abs(mean[rows]).mean())
    # Root mean squares of a sum are at most the sum of the root mean squares.
    unexplained = math.sqrt(max(0.0, 1.0 - card.r2)) + (judged_rmse / deviation if deviation > 0.0 else 0.0)
    return replace(
        card,
        interval_floor=_floor(card, difference, spread, less_spread),
        rmse=card.rmse + all_rmse,
        mae=card.mae + float(difference.mean()),
        cv_rmse=card.cv_rmse + (judged_rmse / average if average > 0.0 else 0.0),
        r2=1.0 - unexplained**2,
    )


def _floor(card: OutputCard, difference: Column, spread: Column, less_spread: Column) -> float:
    """Smallest floor at which every new interval holds the old one of the same design."""
    if card.interval_scale == 0.0:
        return card.interval_floor
    needed = spread + card.interval_floor + difference / card.interval_scale - less_spread
    return max(card.interval_floor, float(needed.max()))


def _scores(card: ModelCard, X: Designs, scores: Scores, mean: FloatArray, less: FloatArray) -> tuple[ScoreCard, ...]:
    known, guessed = (scores(X, {name: values[:, j] for j, name in enumerate(card.targets)}) for values in (mean, less))
    return tuple(_score(one, known[one.name], guessed[one.name]) for one in card.scores)


def _score(card: ScoreCard, known: Column, guessed: Column) -> ScoreCard:
    difference = np.abs(guessed - known)
    rmse = math.sqrt(float(np.square(difference).mean()))
    deviation, average = float(known.std()), float(np.abs(known).mean())
    unexplained = math.sqrt(max(0.0, 1.0 - card.r2)) + (rmse / deviation if deviation > 0.0 else 0.0)
    return replace(
        card,
        half_width=card.half_width + float(difference.max()),
        rmse=card.rmse + rmse,
        mae=card.mae + float(difference.mean()),
        cv_rmse=card.cv_rmse + (rmse / average if average > 0.0 else 0.0),
        r2=1.0 - unexplained**2,
    )


def _times(old: NetworkSession, new: NetworkSession, X: Designs) -> tuple[float, float]:
    """Least time per design of either network [us]."""
    X = X[:_TIMED_ROWS]
    best = [math.inf, math.inf]
    for _ in range(_REPEATS):
        for i, session in enumerate((old, new)):
            started = time.perf_counter()
            session.run(X)
            best[i] = min(best[i], (time.perf_counter() - started) / len(X) * 1e6)
    return best[0], best[1]
