"""Optuna's samplers and BoTorch, every trial a physics run."""

import time
import warnings
from typing import Any

import numpy as np
from cases import Case, Paid

from fluxion.problems.optuna import OptunaObjective


def optuna_sampler(name: str, case: Case, seed: int, budget: int) -> Paid:
    """One of Optuna's samplers at its defaults; constraints by name."""
    import optuna
    from genetic import Recorded

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.simplefilter("ignore")
    task = Recorded(case.truth())
    samplers: dict[str, Any] = {
        "optuna_nsga2": lambda: optuna.samplers.NSGAIISampler(seed=seed),
        "optuna_tpe": lambda: optuna.samplers.TPESampler(seed=seed, multivariate=True),
        "optuna_gp": lambda: optuna.samplers.GPSampler(seed=seed),
    }
    objective = OptunaObjective(task)
    started = time.perf_counter()
    study = optuna.create_study(directions=objective.directions, sampler=samplers[name]())
    study.optimize(objective, n_trials=budget)
    return Paid.of(task.answers, time.perf_counter() - started)  # type: ignore[attr-defined]


def qnehvi(case: Case, seed: int, budget: int, batch: int = 4) -> Paid:
    """BoTorch's noisy expected hypervolume improvement; mixed variables as the nearest valid design.

    Every variable is a number from 0 to 1, choices by the place of their option; the models see the designs that
    were run. Limits are modelled beside the objectives. The first 2 (d + 1) designs are Sobol points. A graphics
    card is used where PyTorch sees one. To end within hours, the acquisition has 32 samples and is climbed from two
    starts for 50 steps.
    """
    import torch
    from botorch.acquisition.multi_objective.logei import qLogNoisyExpectedHypervolumeImprovement
    from botorch.acquisition.multi_objective.objective import IdentityMCMultiOutputObjective
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import SingleTaskGP
    from botorch.models.transforms import Standardize
    from botorch.optim import optimize_acqf
    from botorch.sampling.normal import SobolQMCNormalSampler
    from gpytorch.mlls import ExactMarginalLogLikelihood

    warnings.simplefilter("ignore")
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    task = case.truth()
    space = task.problem.space
    width = space.upper - space.lower
    started, m = time.perf_counter(), len(task.problem.objectives)
    answers = [task.evaluate(space.sample(2 * (len(space) + 1), seed, "sobol"))]
    while sum(len(one.F) for one in answers) < budget:
        X = np.concatenate([one.evaluation.X for one in answers])
        F = np.concatenate([one.F for one in answers])
        G = np.concatenate([one.G for one in answers])
        ok = np.isfinite(F).all(axis=1)
        unit = torch.tensor((X[ok] - space.lower) / width, device=device)
        targets = torch.tensor(np.concatenate([-F[ok], G[ok]], axis=1), device=device)
        varies = targets.std(dim=0) > 0
        columns = [j for j in range(targets.shape[1]) if j < m or varies[j]]
        model = SingleTaskGP(unit, targets[:, columns], outcome_transform=Standardize(len(columns)))
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        feasible = ok & (G <= 0.0).all(axis=1)
        worst = F[feasible if feasible.any() else ok].max(axis=0)
        acquisition = qLogNoisyExpectedHypervolumeImprovement(
            model=model,
            ref_point=(-worst).tolist(),
            X_baseline=unit,
            prune_baseline=True,
            sampler=SobolQMCNormalSampler(torch.Size([32]), seed=seed),
            objective=IdentityMCMultiOutputObjective(outcomes=list(range(m))),
            constraints=[lambda Y, k=k: Y[..., k] for k in range(m, len(columns))],
        )
        bounds = torch.tensor([[0.0] * len(space), [1.0] * len(space)], dtype=torch.double, device=device)
        found, _ = optimize_acqf(
            acquisition, bounds, q=batch, num_restarts=2, raw_samples=64, sequential=True, options={"maxiter": 50}
        )
        answers.append(task.evaluate(space.lower + found.cpu().numpy() * width))
    return Paid.of(answers, time.perf_counter() - started)
