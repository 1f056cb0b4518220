"""Physics runs of the study, kept on disk and found again."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from fluxion.design import DesignProblem
from fluxion.evaluation import PhysicsEvaluator
from fluxion.evaluation.probes import probe_outputs
from fluxion.surrogate import ModelCard
from fluxion.surrogate.adaptation import Observations
from fluxion.surrogate.card import probe_fingerprint
from fluxion.training.dataset import simulate_dataset
from fluxion.training.fit import FitOptions
from fluxion.training.knowledge import knowledge_of
from fluxion.training.pipeline import TrainedModel, train_on_runs
from fluxion.training.split import split_runs
from fluxion.training.targets import target
from fluxion.weather import Weather, load_weather


def physics(problem: DesignProblem, weather: Weather) -> PhysicsEvaluator:
    return PhysicsEvaluator(problem, weather)


def empty_card(problem: DesignProblem, weather: Weather) -> ModelCard:
    """What is known about a situation before anything is trained."""
    evaluator = physics(problem, weather)
    probes = probe_outputs(problem, weather, evaluator.choice)
    return ModelCard(
        title=f"{problem.title}, {weather.name}",
        problem=problem.name,
        space_json=problem.space.to_json(),
        settings=dict(problem.settings),
        weather=weather.name,
        weather_fingerprint=weather.fingerprint(),
        engine=evaluator.choice.label,
        engine_fingerprint=probe_fingerprint(probes),
        probes=probes,
        outputs=(),
        confidence=0.9,
        runs={},
    )


def simulated(
    problem: DesignProblem, climate: str, runs: int, held_out: int, seed: int, folder: Path, name: str
) -> tuple[ModelCard, Observations, Observations]:
    """Card, Sobol runs and uniformly random held-out runs, kept in `folder` as those of 'fluxion train' are."""
    weather = load_weather(climate)
    card = empty_card(problem, weather)
    space = problem.space
    X = np.concatenate([space.sample(runs, seed, "sobol"), space.sample(held_out, seed + 1, "uniform")])
    folder.mkdir(parents=True, exist_ok=True)
    data = simulate_dataset(physics(problem, weather), X, card.engine_fingerprint, folder / f"{name}.npz")
    first, ok = np.arange(len(X)) < runs, data.ok
    parts = [Observations(data.X[ok & part], data.Y[ok & part]) for part in (first, ~first)]
    return card, parts[0], parts[1]


def train(
    problem: DesignProblem, card: ModelCard, runs: Observations, held_out: Observations, seed: int
) -> TrainedModel:
    """A network trained on so few runs as are given; the pipeline of 'fluxion train'."""
    from fluxion.training.dataset import Dataset
    from fluxion.training.split import Runs, SplitRuns

    targets = [target(name) for name in problem.predicted]
    both = runs.and_then(held_out)
    options = FitOptions(seed=seed)
    if len(runs) >= 100:
        status = np.full(len(both), "ok", dtype=object)
        split = split_runs(Dataset(both.X, both.Y, status, problem.predicted, {}), len(runs), seed)
    else:
        # A fifth stops the training; the held-out runs, not counted, set the intervals, which are not compared.
        few, rest = Runs(runs.X, runs.Y), Runs(held_out.X, held_out.Y)
        stop = np.arange(len(runs)) % 5 == 0
        split = SplitRuns(few.part(~stop), few.part(stop), rest, rest)
        options = replace(options, batch=16)
    return train_on_runs(split, problem.space, targets, card, options, None, knowledge_of(problem), problem.scores)
