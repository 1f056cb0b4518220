"""Training of the ensemble with PyTorch; the only file that computes with it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fluxion._cores import available_cores
from fluxion._optional import require
from fluxion.design import DesignSpace
from fluxion.design.encoding import InputEncoding, input_encoding
from fluxion.errors import InputError
from fluxion.training.checkpoint import CheckpointPlace, FitKeeper, FitState, fit_key
from fluxion.training.closure import closure
from fluxion.training.ensemble import Ensemble, layer_sizes
from fluxion.training.knowledge import Knowledge
from fluxion.training.slope_penalty import SlopePenalty
from fluxion.training.targets import Target, check_targets, limits
from fluxion.typing import Designs, FloatArray

# Steps of the optimiser after which the networks of ten thousand runs and more hardly improve, and the fewest and most
# passes over the rows that come of it.
_STEPS, _LEAST_EPOCHS, _MOST_EPOCHS = 20000, 80, 600
# Slopes are penalised in every so many steps: a penalty costs as much as the step itself.
_PENALTY_EVERY = 2
# How often in a training the steps that go wrong are looked up.
_LOOKS = 15

#: Called after each epoch with the epoch (from 1), their number and the validation loss of the ensemble.
Progress = Callable[[int, int, float], None]


@dataclass(frozen=True)
class FitOptions:
    """How an ensemble is trained.

    Attributes:
        members: number of networks.
        hidden: widths of the hidden layers.
        epochs: passes over the training rows; the step size falls to zero with the last. None: as many as make some
            twenty thousand steps, see `passes`.
        batch: rows per step and member.
        peak_rate: largest step size of AdamW.
        weight_decay: decoupled weight decay of AdamW.
        patience: epochs without a better validation loss of any member before training stops.
        seed: the same seed gives the same network on the same machine.
        threads: threads of PyTorch; None: as many as there are cores.
    """

    members: int = 5
    hidden: tuple[int, ...] = (96, 80)
    epochs: int | None = None
    batch: int = 256
    peak_rate: float = 1.6e-2
    weight_decay: float = 0.01
    patience: int = 150
    seed: int = 0
    threads: int | None = None

    def __post_init__(self) -> None:
        positive = {"members": self.members, "epochs": self.epochs, "batch": self.batch, "threads": self.threads}
        for name, value in positive.items():
            if value is not None and value < 1:
                raise InputError(f"the training option '{name}' must be at least 1; got {value}.")
        if not self.hidden or min(self.hidden) < 1:
            raise InputError(f"the training option 'hidden' must hold widths of at least 1; got {self.hidden}.")

    def passes(self, rows: int) -> int:
        """Epochs over so many training rows: few rows are seen more often, up to a limit."""
        if self.epochs is not None:
            return self.epochs
        steps = max(1, rows // min(self.batch, rows))
        return max(_LEAST_EPOCHS, min(_MOST_EPOCHS, -(-_STEPS // steps)))


def fit_ensemble(
    X: Designs,
    Y: FloatArray,
    X_validation: Designs,
    Y_validation: FloatArray,
    space: DesignSpace,
    targets: Sequence[Target],
    options: FitOptions | None = None,
    progress: Progress | None = None,
    knowledge: Knowledge | None = None,
    checkpoint: CheckpointPlace | None = None,
) -> Ensemble:
    """Train an ensemble on (n, d) encoded designs and their (n, t) outputs.

    Every member starts from its own random weights and sees the rows in its own order. A value at its physical
    limit counts as censored: a network may predict beyond the limit, where its output is cut, at no cost (Tobin
    1958). So an output that is zero for many designs stays a smooth function to learn. AdamW (Loshchilov and
    Hutter 2019) with a step size that rises, then falls to zero; each member keeps the weights of its best
    validation loss. Where an output is known to be monotone in a variable, steps with a wrong slope are penalised.
    With a `checkpoint` an interrupted fit goes on from there, to the same weights; the caller clears it when they are
    safe.

    Raises:
        InputError: arrays do not fit the space or the targets, or the checkpoint cannot be written.
        MissingDependencyError: PyTorch is not installed.
    """
    options = options or FitOptions()
    X, X_validation = space.check(X), space.check(X_validation)
    for designs, values in ((X, Y), (X_validation, Y_validation)):
        check_targets(values, targets)
        if len(designs) != len(values) or len(values) < 2:
            raise InputError(f"expected as many designs as outputs, at least two; got {len(designs)}, {len(values)}.")
    torch = require("torch", "train")
    known = knowledge or Knowledge()
    encoding = input_encoding(space, known.properties, known.features)
    centre, scale, constant = _standard(Y)
    lower, upper = limits(targets)

    def tensor(values: FloatArray) -> Any:
        return torch.tensor(values, dtype=torch.float32)

    low, high = tensor((lower - centre) / scale), tensor((upper - centre) / scale)
    data = (tensor(encoding.apply(X)), tensor((Y - centre) / scale))
    check = (tensor(encoding.apply(X_validation)), tensor((Y_validation - centre) / scale))
    importance = np.array([one.weight for one in targets])
    weights = tensor(importance / importance.mean())
    penalty = None
    if known.monotone:
        asked = (space, encoding, targets, known.monotone, known.properties)
        penalty = SlopePenalty(torch, *asked, (low, high), options.seed)
    parameters = _initial(torch, encoding, len(targets), options)
    threads = torch.get_num_threads()
    torch.set_num_threads(options.threads or available_cores())
    try:
        best = _descend(torch, parameters, data, check, (low, high), weights, options, progress, penalty, checkpoint)
    finally:
        torch.set_num_threads(threads)
    arrays = [one.numpy().copy() for one in best]
    # What does not vary is known, not learned.
    arrays[-2][:, :, constant] = 0.0
    arrays[-1][:, constant] = 0.0
    ensemble = Ensemble(
        space=space,
        encoding=encoding,
        targets=tuple(targets),
        weights=tuple(arrays[0::2]),
        biases=tuple(arrays[1::2]),
        centre=centre,
        scale=scale,
    )
    errors = ensemble.predict(X_validation)[0] - Y_validation
    return replace(ensemble, closure=closure(targets, errors))


def _standard(Y: FloatArray) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """(t,) mean, (t,) standard deviation, and which outputs do not vary; those are scaled by their own size."""
    centre, scale = Y.mean(axis=0), Y.std(axis=0)
    # The batch engine computes in single precision.
    constant = scale <= np.maximum(1e-9, 1e-6 * np.abs(centre))
    return centre, np.where(constant, np.maximum(1.0, np.abs(centre)), scale), constant


def _initial(torch: Any, encoding: InputEncoding, outputs: int, options: FitOptions) -> list[Any]:
    """Weights (members, inputs, outputs) and biases (members, outputs), layer by layer; He-uniform start."""
    generator = torch.Generator().manual_seed(options.seed)
    parameters = []
    for inputs, width in layer_sizes(encoding.width, options.hidden, outputs):
        for shape, bound in (
            ((options.members, inputs, width), math.sqrt(3.0 / inputs)),
            ((options.members, width), 1.0 / math.sqrt(inputs)),
        ):
            values = (torch.rand(shape, generator=generator) * 2.0 - 1.0) * bound
            parameters.append(values.requires_grad_(True))
    return parameters


def _forward(torch: Any, parameters: list[Any], inputs: Any) -> Any:
    """(members, n, t) scaled outputs of (members, n, width) or (n, width) inputs."""
    values = inputs if inputs.dim() == 3 else inputs.expand(parameters[0].shape[0], *inputs.shape)
    for layer in range(0, len(parameters), 2):
        values = torch.baddbmm(parameters[layer + 1].unsqueeze(1), values, parameters[layer])
        if layer + 2 < len(parameters):
            values = torch.nn.functional.silu(values)
    return values


def _censored_errors(torch: Any, predicted: Any, true: Any, low: Any, high: Any) -> Any:
    """Scaled errors; none where truth and prediction lie at or beyond the same limit."""
    tolerance = 1e-6
    error = predicted - true
    error = torch.where(true <= low + tolerance, error.clamp(min=0.0), error)
    return torch.where(true >= high - tolerance, error.clamp(max=0.0), error)


def _rate(step: int, total: int) -> float:
    """Share of the peak step size: a linear rise over the first tenth, then half a cosine down to zero."""
    rise = max(1, total // 10)
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1.0 + math.cos(math.pi * (step - rise) / max(1, total - rise)))


def _descend(
    torch: Any,
    parameters: list[Any],
    data: tuple[Any, Any],
    check: tuple[Any, Any],
    limit: tuple[Any, Any],
    weights: Any,
    options: FitOptions,
    progress: Progress | None,
    penalty: SlopePenalty | None,
    checkpoint: CheckpointPlace | None,
) -> list[Any]:
    def forward(inputs: Any) -> Any:
        return _forward(torch, parameters, inputs)

    inputs, true = data
    rows = len(inputs)
    batch = min(options.batch, rows)
    steps = max(1, rows // batch)
    generator = torch.Generator().manual_seed(options.seed + 1)
    optimiser = torch.optim.AdamW(parameters, lr=options.peak_rate, weight_decay=options.weight_decay, fused=True)
    epochs = options.passes(rows)
    total = epochs * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total))
    best = [one.detach().clone() for one in parameters]
    best_loss = torch.full((options.members,), math.inf)
    key = fit_key((*parameters, *data, *check, *limit, weights), options, epochs, penalty is not None)
    more = () if penalty is None else (penalty.hard,)
    state = FitState(parameters, optimiser, schedule, generator, best, best_loss, more)
    keeper = FitKeeper(checkpoint, state, key)
    done, stale = keeper.resume()
    for epoch in range(done + 1, epochs + 1):
        if stale >= options.patience:
            break
        if penalty is not None and epoch % max(1, epochs // _LOOKS) == 0:
            penalty.look(forward)
        order = torch.stack([torch.randperm(rows, generator=generator) for _ in range(options.members)])
        for step in range(steps):
            part = order[:, step * batch : (step + 1) * batch]
            optimiser.zero_grad(set_to_none=True)
            predicted = forward(inputs[part])
            errors = _censored_errors(torch, predicted, true[part], *limit)
            loss = (weights * errors.square()).mean(dim=(1, 2)).sum()
            if penalty is not None and step % _PENALTY_EVERY == 0:
                turn = ((epoch - 1) * steps + step) // _PENALTY_EVERY
                loss = loss + _PENALTY_EVERY * penalty(forward, turn)
            loss.backward()
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            predicted = forward(check[0])
            errors = _censored_errors(torch, predicted, check[1], *limit)
            member_loss = (weights * errors.square()).mean(dim=(1, 2))
            better = member_loss < best_loss
            best_loss[better] = member_loss[better]
            for kept, one in zip(best, parameters):
                kept[better] = one.detach()[better]
        stale = 0 if bool(better.any()) else stale + 1
        if progress is not None:
            cut = torch.maximum(torch.minimum(predicted, limit[1]), limit[0])
            progress(epoch, epochs, float((cut.mean(dim=0) - check[1]).square().mean()))
        keeper.keep(epoch, stale, finished=epoch == epochs or stale >= options.patience)
    return best
