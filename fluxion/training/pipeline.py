"""From a problem and a weather to a model file: sample, simulate, train, calibrate, measure, export."""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._optional import require
from fluxion.design import DesignProblem, DesignSpace, Feature
from fluxion.engine import ANNUAL_BALANCE
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.evaluation.probes import probe_outputs
from fluxion.surrogate import ModelCard, OutputCard, ScoreCard
from fluxion.surrogate.card import probe_fingerprint
from fluxion.surrogate.domain import learn_domain
from fluxion.surrogate.intervals import interval_widths
from fluxion.surrogate.onnx_file import network_sha256, with_card
from fluxion.surrogate.session import NetworkSession
from fluxion.training.accuracy import OutputErrors, held_out_errors, score_card
from fluxion.training.amounts import DEFAULT_HELD_OUT, DEFAULT_RUNS
from fluxion.training.conformal import calibrate, conformal_quantile, interval_floors, zero_heavy
from fluxion.training.dataset import Dataset, simulate_dataset
from fluxion.training.encoding import Properties
from fluxion.training.ensemble import Ensemble
from fluxion.training.export import check_parity, network_bytes
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.monotone import Monotone, holding, violations
from fluxion.training.targets import Target, target
from fluxion.typing import Column, Designs, FloatArray
from fluxion.weather import Weather

#: Called with the stage (``"simulate"`` or ``"train"``), what is finished and the total.
Progress = Callable[[str, int, int], None]
#: Scores of (n, d) designs with these outputs.
Scores = Callable[[Designs, Mapping[str, Column]], Mapping[str, Column]]

# Shares of the runs, and the largest numbers: more would not stop better, nor cover closer to the nominal share.
_VALIDATION_SHARE, _MOST_VALIDATION = 0.06, 2000
_CALIBRATION_SHARE, _MOST_CALIBRATION = 0.2, 4096
_LEAST_RUNS, _LEAST_HELD_OUT = 100, 20


@dataclass(frozen=True, eq=False)
class Runs:
    """(n, d) designs and their (n, t) outputs, all of them usable."""

    X: Designs
    Y: FloatArray

    def __len__(self) -> int:
        return len(self.X)

    def part(self, rows: np.ndarray) -> "Runs":
        """The runs of these rows."""
        return Runs(self.X[rows], self.Y[rows])


@dataclass(frozen=True, eq=False)
class SplitRuns:
    """Physics runs by use: weights, early stopping, interval widths, and the measurement in the card."""

    training: Runs
    validation: Runs
    calibration: Runs
    held_out: Runs
    dropped: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of runs by use."""
        uses = ("training", "validation", "calibration", "held_out")
        return {**{use: len(getattr(self, use)) for use in uses}, "dropped": self.dropped}


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A finished model.

    Attributes:
        data: content of the model file.
        card: its card.
        parity: largest difference between the graph and the ensemble, in standard deviations of the output.
        dataset: the simulated designs, the held-out ones last; None if the runs came as arrays.
    """

    data: bytes
    card: ModelCard
    parity: float
    dataset: Dataset | None = None


def train_surrogate(
    problem: DesignProblem,
    weather: Weather,
    *,
    runs: int = DEFAULT_RUNS,
    held_out: int = DEFAULT_HELD_OUT,
    seed: int = 0,
    engine: str = "auto",
    steps_per_hour: int | None = None,
    threads: int | None = None,
    data: Path | None = None,
    options: FitOptions | None = None,
    progress: Progress | None = None,
) -> TrainedModel:
    """Train a surrogate of everything that `problem` wants predicted, in one weather.

    Args:
        problem: the problem with its settings.
        weather: the climate.
        runs: physics runs to learn, stop and calibrate from; Sobol points of the design space.
        held_out: further runs, uniformly random, that only the card's figures rest on.
        seed: the same seed gives the same designs and, on the same machine, the same weights.
        engine: physics engine.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        threads: threads of the physics; None: as many as there are cores.
        data: npz file that keeps finished runs; an interrupted training goes on from there.
        options: how the network is trained; its seed is replaced by `seed`.
        progress: told about finished runs and epochs.

    Raises:
        InputError: too few runs, nothing to predict, or `data` holds runs of another study.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    if runs < _LEAST_RUNS or held_out < _LEAST_HELD_OUT:
        raise InputError(
            f"a surrogate needs at least {_LEAST_RUNS} runs and {_LEAST_HELD_OUT} held-out runs; got {runs} and "
            f"{held_out}."
        )
    if not problem.predicted:
        raise InputError(f"the problem '{problem.name}' names no outputs to predict; there is nothing to train.")
    for module in ("torch", "onnx"):
        require(module, "train")
    evaluator = PhysicsEvaluator(problem, weather, engine, steps_per_hour, threads)
    probes = probe_outputs(problem, weather, evaluator.choice)
    fingerprint = probe_fingerprint(probes)
    designs = np.concatenate(
        [problem.space.sample(runs, seed, "sobol"), problem.space.sample(held_out, seed + 1, "uniform")]
    )
    dataset = simulate_dataset(
        evaluator, designs, fingerprint, data, None if progress is None else _staged(progress, "simulate")
    )
    card = ModelCard(
        title=f"{problem.title}, {weather.name}",
        problem=problem.name,
        space_json=problem.space.to_json(),
        settings=dict(problem.settings),
        weather=weather.name,
        weather_fingerprint=weather.fingerprint(),
        engine=str(dataset.origin["engine"]),
        engine_fingerprint=fingerprint,
        probes=probes,
        outputs=(),
        confidence=0.9,
        runs={},
        training={"sampling": f"Sobol, held-out uniform, seed {seed}"},
    )
    targets = [target(name) for name in problem.predicted]
    options = replace(options or FitOptions(), seed=seed)
    split = split_runs(dataset, runs, seed)
    properties = None if problem.properties is None else problem.properties(problem.settings)
    features = () if problem.features is None else problem.features(problem.settings)
    # What is monotone was judged with the default settings.
    usual = all(problem.settings[one.name] == one.default for one in problem.parameters if one.simulated)
    monotone = problem.monotone if usual else {}
    model = train_on_runs(
        split, problem.space, targets, card, options, progress, properties, problem.scores, features, monotone
    )
    return replace(model, dataset=dataset)


def split_runs(dataset: Dataset, runs: int, seed: int) -> SplitRuns:
    """Give the usable ones of the first `runs` rows their uses at random; the rows behind them are held out."""
    ok = dataset.ok
    first = np.flatnonzero(ok[:runs])
    rest = runs + np.flatnonzero(ok[runs:])
    usable = len(first)
    if usable < _LEAST_RUNS // 2 or len(rest) < _LEAST_HELD_OUT // 2:
        example = next((text for text in dataset.status if text != "ok"), "none failed")
        raise InputError(
            f"only {usable} of {runs} runs and {len(rest)} held-out runs can be used; the first failure: {example}"
        )
    order = np.random.default_rng(seed).permutation(first)
    validation = min(_MOST_VALIDATION, round(_VALIDATION_SHARE * usable))
    calibration = min(_MOST_CALIBRATION, round(_CALIBRATION_SHARE * usable))
    everything = Runs(dataset.X, dataset.Y)
    return SplitRuns(
        training=everything.part(order[validation + calibration :]),
        validation=everything.part(order[:validation]),
        calibration=everything.part(order[validation : validation + calibration]),
        held_out=everything.part(rest),
        dropped=int((~ok).sum()),
    )


def train_on_runs(
    split: SplitRuns,
    space: DesignSpace,
    targets: Sequence[Target],
    card: ModelCard,
    options: FitOptions | None = None,
    progress: Progress | None = None,
    properties: Properties | None = None,
    scores: Scores | None = None,
    features: Sequence[Feature] = (),
    monotone: Monotone | None = None,
) -> TrainedModel:
    """Train, calibrate, measure and export on runs given as arrays.

    Args:
        split: the runs by use.
        space: what the columns of a design mean.
        targets: what the columns of the outputs mean.
        card: what is known about the runs; outputs, counts, versions and checksum are filled in here.
        options: how the network is trained.
        progress: told about finished epochs.
        properties: what is known of the options of choices, see `input_encoding`.
        scores: what is computed of the outputs, see `DesignProblem.scores`; None: nothing.
        features: products of quantities that the network is given beside the variables.
        monotone: what is known of the slopes of outputs, see `DesignProblem.monotone`; what is not predicted is left
            out. None: nothing.

    Raises:
        InputError: arrays do not fit the space or the targets.
        SurrogateError: the exported graph differs from the trained ensemble.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    options = options or FitOptions()
    names = [one.name for one in targets]
    told = {output: signs for output, signs in (monotone or {}).items() if output in names}
    training, validation = split.training, split.validation
    data = (training.X, training.Y, validation.X, validation.Y, space, targets, options)
    ensemble = fit_ensemble(*data, None if progress is None else _epochs(progress), properties, features, told)
    network = network_bytes(ensemble)
    session = NetworkSession(network, "the network just trained", len(space), len(targets))
    parity = check_parity(ensemble, *session.run(split.held_out.X), split.held_out.X)
    outputs = _output_cards(session, split, targets, card.confidence)
    kept, broken = holding(told, violations(lambda X: session.run(X)[0], space, names, told, properties))
    card = replace(
        card,
        outputs=outputs,
        scores=() if scores is None else _score_cards(session, split, targets, scores, card.confidence),
        runs=split.counts,
        training={**card.training, **_recipe(ensemble, options, len(training))},
        versions=_versions(),
        network_sha256=network_sha256(network),
        domain=learn_domain(space, training.X, split.calibration.X),
        properties={
            choice: {option: tuple(numbers) for option, numbers in options.items()}
            for choice, options in (properties or {}).items()
        },
        balance={} if ensemble.closure is None else dict(ANNUAL_BALANCE),
        monotone=kept,
        violations=broken,
    )
    return TrainedModel(with_card(network, card.to_json()), card, parity)


def _output_cards(
    session: NetworkSession, split: SplitRuns, targets: Sequence[Target], confidence: float
) -> tuple[OutputCard, ...]:
    """Interval widths and held-out errors, all of the exported network itself."""
    heavy = zero_heavy(split.training.Y)
    floors = interval_floors(*session.run(split.validation.X), split.validation.Y)
    calibrations = calibrate(*session.run(split.calibration.X), split.calibration.Y, floors, targets, heavy, confidence)
    cards = tuple(
        OutputCard(one.name, one.unit, one.lower, one.upper, width.scale, width.floor)
        for one, width in zip(targets, calibrations)
    )
    mean, spread = session.run(split.held_out.X)
    errors = held_out_errors(split.held_out.Y, mean, *interval_widths(cards).around(mean, spread), heavy)
    return tuple(_measured(card, error) for card, error in zip(cards, errors))


def _score_cards(
    session: NetworkSession, split: SplitRuns, targets: Sequence[Target], scores: Scores, confidence: float
) -> tuple[ScoreCard, ...]:
    """Interval widths and held-out errors of what is computed of the outputs; exact scores are left out."""

    def both(runs: Runs) -> list[Mapping[str, Column]]:
        outputs = (runs.Y, session.run(runs.X)[0])
        return [scores(runs.X, {one.name: values[:, j] for j, one in enumerate(targets)}) for values in outputs]

    known, guessed = both(split.calibration)
    true, predicted = both(split.held_out)
    widths = {name: conformal_quantile(np.abs(guessed[name] - known[name]), confidence, name) for name in true}
    inexact = [name for name in true if widths[name] > 0.0 or not np.array_equal(true[name], predicted[name])]
    return tuple(score_card(name, true[name], predicted[name], widths[name]) for name in inexact)


def _measured(card: OutputCard, errors: OutputErrors) -> OutputCard:
    return replace(card, **vars(errors))


def _recipe(ensemble: Ensemble, options: FitOptions, rows: int) -> Mapping[str, Any]:
    return {
        "network": f"{ensemble.members} x {'-'.join(str(w) for w in ensemble.layer_widths)}, SiLU",
        "optimiser": f"AdamW, peak step {options.peak_rate:g}, {options.passes(rows)} epochs of batch {options.batch}",
        "seed": options.seed,
    }


def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("fluxion-bem", "torch", "onnx", "onnxruntime", "numpy")}
    return {**packages, "python": platform.python_version()}


def _staged(progress: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def _epochs(progress: Progress) -> Callable[[int, int, float], None]:
    return lambda epoch, epochs, _: progress("train", epoch, epochs)
