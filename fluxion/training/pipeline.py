"""From a problem and a weather to a model file: sample, simulate, train, calibrate, measure, export."""

import contextlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from fluxion._checks import check_known, check_whole
from fluxion._optional import require
from fluxion.design import DesignProblem, DesignSpace
from fluxion.engine import ANNUAL_BALANCE
from fluxion.errors import InputError
from fluxion.evaluation import PhysicsEvaluator
from fluxion.evaluation.probes import probe_outputs
from fluxion.surrogate import ModelCard
from fluxion.surrogate.card import probe_fingerprint
from fluxion.surrogate.domain import learn_domain
from fluxion.surrogate.onnx_file import network_sha256, with_card
from fluxion.surrogate.session import NetworkSession
from fluxion.training.amounts import DEFAULT_HELD_OUT, DEFAULT_RUNS
from fluxion.training.checkpoint import CheckpointPlace
from fluxion.training.dataset import Dataset, simulate_dataset
from fluxion.training.ensemble import Ensemble
from fluxion.training.export import check_parity, network_bytes
from fluxion.training.fit import FitOptions, fit_ensemble
from fluxion.training.knowledge import Knowledge, knowledge_of
from fluxion.training.measure import Scores, output_cards, score_cards
from fluxion.training.monotone import holding, violations
from fluxion.training.refine import refinement_designs
from fluxion.training.split import LEAST_HELD_OUT, LEAST_RUNS, Runs, SplitRuns, split_runs
from fluxion.training.targets import Target, target
from fluxion.typing import Designs
from fluxion.weather import Weather

#: Called with the stage (``"simulate"`` or ``"train"``), what is finished and the total.
Progress = Callable[[str, int, int], None]

_SAMPLING_NAMES = {"sobol": "Sobol", "lhs": "Latin hypercube"}
#: Largest seed: the generators of all libraries take it, and the few that are made of it.
LARGEST_SEED = 2**62
#: How the runs to learn from may be drawn.
SAMPLINGS = tuple(_SAMPLING_NAMES)


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A finished model.

    Attributes:
        data: content of the model file.
        card: its card.
        parity: largest difference between the graph and the ensemble, in standard deviations of the output.
        split: the runs by use.
        options: how the network was trained.
        knowledge: what was known beside the runs.
        dataset: the simulated designs without those of a refinement, the held-out ones last; None if the runs came as
            arrays.
    """

    data: bytes
    card: ModelCard
    parity: float
    split: SplitRuns
    options: FitOptions
    knowledge: Knowledge = field(default_factory=Knowledge)
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
    sampling: str = "sobol",
    refine: int = 0,
    checkpoint: CheckpointPlace | None = None,
) -> TrainedModel:
    """Train a surrogate of everything that `problem` wants predicted, in one weather.

    Args:
        problem: the problem with its settings.
        weather: the climate.
        runs: physics runs to learn, stop and calibrate from, drawn evenly from the design space.
        held_out: further runs, uniformly random, that only the card's figures rest on.
        seed: the same seed gives the same designs and, on the same machine, the same weights.
        engine: physics engine.
        steps_per_hour: time steps of the reference engine per hour; None: what the engine takes by itself.
        threads: threads of the physics; None: as many as there are cores.
        data: npz file that keeps finished runs; an interrupted training goes on from there.
        options: how the network is trained; its seed is replaced by `seed`.
        progress: told about finished runs and epochs.
        sampling: ``"sobol"`` or ``"lhs"`` (Latin hypercube).
        refine: further runs for the weights only, where the networks of a first fit are poor, see `refinement_designs`.
        checkpoint: where the fits are kept, so that an interrupted training ends with the same weights; the caller
            clears it when the model is safe.

    Raises:
        InputError: too few runs, an unknown sampling, nothing to predict, or `data` holds runs of another study.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    seed = check_whole(seed, "seed", 0, LARGEST_SEED)
    if runs < LEAST_RUNS or held_out < LEAST_HELD_OUT:
        raise InputError(
            f"a surrogate needs at least {LEAST_RUNS} runs and {LEAST_HELD_OUT} held-out runs; got {runs} and "
            f"{held_out}."
        )
    check_known(sampling, SAMPLINGS, "sampling")
    if refine < 0:
        raise InputError(f"the number of runs to refine with must be 0 or more; got {refine}.")
    if not problem.predicted:
        raise InputError(f"the problem '{problem.name}' names no outputs to predict; there is nothing to train.")
    for module in ("torch", "onnx"):
        require(module, "train")
    evaluator = PhysicsEvaluator(problem, weather, engine, steps_per_hour, threads)
    designs = np.concatenate(
        [problem.space.sample(runs, seed, sampling), problem.space.sample(held_out, seed + 1, "uniform")]
    )
    drawn = f"{_SAMPLING_NAMES[sampling]}, held-out uniform, seed {seed}"
    dataset, card = physics_runs(evaluator, designs, drawn, data, progress)
    targets = [target(name) for name in problem.predicted]
    options = replace(options or FitOptions(), seed=seed)
    split = split_runs(dataset, runs, seed)
    knowledge = knowledge_of(problem)
    if refine:
        first = _first_fit(split, problem.space, targets, options, progress, knowledge, checkpoint)
        more = refinement_designs(first, split.validation.X, split.validation.Y, refine, seed + 2)
        told = None if progress is None else _staged(progress, "refine")
        split = _refined(split, _simulate_more(evaluator, dataset, more, card.engine_fingerprint, data, told))
        sentence = f"{split.refined} training runs near designs that the first networks got wrong"
        card = replace(card, training={**card.training, "refinement": sentence})
    model = train_on_runs(split, problem.space, targets, card, options, progress, knowledge, problem.scores, checkpoint)
    return replace(model, dataset=dataset)


def physics_runs(
    evaluator: PhysicsEvaluator,
    designs: Designs,
    sampling: str,
    data: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Dataset, ModelCard]:
    """Simulate (n, d) designs; the runs, and the card of a model that learns from them, without outputs yet.

    Args:
        evaluator: the physics.
        designs: what is simulated.
        sampling: how they were drawn, in words.
        data: npz file that keeps finished runs.
        progress: told about finished runs.

    Raises:
        InputError: `data` holds runs of another study.
        PhysicsError: a probe design has no usable result.
    """
    problem, weather = evaluator.problem, evaluator.weather
    probes = probe_outputs(problem, weather, evaluator.choice)
    fingerprint = probe_fingerprint(probes)
    told = None if progress is None else _staged(progress, "simulate")
    dataset = simulate_dataset(evaluator, designs, fingerprint, data, told)
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
        training={"sampling": sampling},
    )
    return dataset, card


def _first_fit(
    split: SplitRuns,
    space: DesignSpace,
    targets: Sequence[Target],
    options: FitOptions,
    progress: Progress | None,
    knowledge: Knowledge,
    checkpoint: CheckpointPlace | None,
) -> Ensemble:
    told = None if progress is None else _epochs(progress, "train first")
    place = None if checkpoint is None else checkpoint.part("first")
    runs, stop = split.training, split.validation
    return fit_ensemble(runs.X, runs.Y, stop.X, stop.Y, space, targets, options, told, knowledge, place)


def _simulate_more(
    evaluator: PhysicsEvaluator,
    dataset: Dataset,
    designs: Designs,
    fingerprint: str,
    data: Path | None,
    told: Callable[[int, int], None] | None,
) -> Dataset:
    """Runs of these designs only; in the file they stand behind the others."""
    if data is None:
        return simulate_dataset(evaluator, designs, fingerprint, None, told)
    whole = simulate_dataset(evaluator, np.concatenate([dataset.X, designs]), fingerprint, data, told)
    behind = slice(len(dataset.X), None)
    return replace(whole, X=whole.X[behind], Y=whole.Y[behind], status=whole.status[behind])


def _refined(split: SplitRuns, more: Dataset) -> SplitRuns:
    """The split with these runs behind its training runs; no other use may see them, as they are not drawn evenly."""
    ok = more.ok
    training = Runs(np.concatenate([split.training.X, more.X[ok]]), np.concatenate([split.training.Y, more.Y[ok]]))
    return replace(split, training=training, refined=int(ok.sum()), dropped=split.dropped + int((~ok).sum()))


def train_on_runs(
    split: SplitRuns,
    space: DesignSpace,
    targets: Sequence[Target],
    card: ModelCard,
    options: FitOptions | None = None,
    progress: Progress | None = None,
    knowledge: Knowledge | None = None,
    scores: Scores | None = None,
    checkpoint: CheckpointPlace | None = None,
) -> TrainedModel:
    """Train, calibrate, measure and export on runs given as arrays.

    Args:
        split: the runs by use.
        space: what the columns of a design mean.
        targets: what the columns of the outputs mean.
        card: what is known about the runs; outputs, counts, versions and checksum are filled in here.
        options: how the network is trained.
        progress: told about finished epochs.
        knowledge: what is known beside the runs; None: nothing.
        scores: what is computed of the outputs, see `DesignProblem.scores`; None: nothing.
        checkpoint: where the fit is kept, see `fit_ensemble`.

    Raises:
        InputError: arrays do not fit the space or the targets.
        SurrogateError: the exported graph differs from the trained ensemble.
        MissingDependencyError: the extra ``train`` is not installed.
    """
    options = options or FitOptions()
    names = tuple(one.name for one in targets)
    known = (knowledge or Knowledge()).about(names)
    training, validation = split.training, split.validation
    data = (training.X, training.Y, validation.X, validation.Y, space, targets, options)
    ensemble = fit_ensemble(*data, None if progress is None else _epochs(progress), known, checkpoint)
    network = network_bytes(ensemble)
    session = NetworkSession(network, "the network just trained", len(space), len(targets))
    parity = check_parity(ensemble, *session.run(split.held_out.X), split.held_out.X)
    outputs = output_cards(session, split, targets, card.confidence)
    asked = (known.monotone, known.properties)
    kept, broken = holding(known.monotone, violations(lambda X: session.run(X)[0], space, names, *asked))
    card = replace(
        card,
        outputs=outputs,
        scores=() if scores is None else score_cards(session, split, targets, scores, card.confidence),
        runs=split.counts,
        training={**card.training, **_recipe(ensemble, options, len(training))},
        versions=_versions(),
        network_sha256=network_sha256(network),
        domain=learn_domain(space, training.X, split.calibration.X),
        properties={
            choice: {option: tuple(numbers) for option, numbers in options.items()}
            for choice, options in known.properties.items()
        },
        balance={} if ensemble.closure is None else dict(ANNUAL_BALANCE),
        monotone=kept,
        violations=broken,
    )
    return TrainedModel(with_card(network, card.to_json()), card, parity, split, options, known)


def _recipe(ensemble: Ensemble, options: FitOptions, rows: int) -> Mapping[str, Any]:
    return {
        "network": f"{ensemble.members} x {'-'.join(str(w) for w in ensemble.layer_widths)}, SiLU",
        "optimiser": f"AdamW, peak step {options.peak_rate:g}, {options.passes(rows)} epochs of batch {options.batch}",
        "seed": options.seed,
    }


def _versions() -> dict[str, str]:
    packages = {"python": platform.python_version()}
    for name in ("fluxion-bem", "torch", "onnx", "onnxruntime", "onnxruntime-gpu", "numpy"):
        # Other builds of the runtime go by other names.
        with contextlib.suppress(PackageNotFoundError):
            packages[name] = version(name)
    return packages


def _staged(progress: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(stage, done, total)


def _epochs(progress: Progress, stage: str = "train") -> Callable[[int, int, float], None]:
    return lambda epoch, epochs, _: progress(stage, epoch, epochs)
