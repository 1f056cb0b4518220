"""Which runs a surrogate believes: those of a batch, and those that updates are kept and judged by."""

import numpy as np

from fluxion.errors import InputError
from fluxion.surrogate.adaptation.observations import Observations
from fluxion.surrogate.adaptation.replay import Replay
from fluxion.surrogate.balance import balance_residual
from fluxion.surrogate.card import ModelCard
from fluxion.surrogate.columns import Columns
from fluxion.surrogate.model import Surrogate

# Share of the terms that may be missing in an energy balance: far more than any engine leaves open.
_MOST_OPEN = 0.05
# Times that runs to keep or to judge by may err against the card: another climate errs so much, wrong columns far more.
_MOST_WRONG = 30.0
# Error in standard deviations that is too small to be compared.
_NEGLIGIBLE = 0.01
_CHECK = "Check their units, order of the columns, settings and weather."


def refused(batch: Observations, surrogate: Surrogate, replay: Replay, surprise: float) -> str:
    """Why a batch cannot be believed, empty if it can.

    Args:
        batch: the runs.
        surrogate: the version in use.
        replay: tells the error at random designs.
        surprise: how many times that error is the most.
    """
    return _open_balance(batch, surrogate.card) or _far_off(batch, surrogate, replay, surprise)


def _open_balance(batch: Observations, card: ModelCard) -> str:
    open_share = balance_residual(Columns(card.column, batch.Y), card.balance, len(batch))
    worst = int(open_share.argmax())
    # NaN, where the outputs make no balance, is not beyond the limit.
    if not open_share[worst] > _MOST_OPEN:
        return ""
    return (
        f"refused: the energy balance of the observations is open by {open_share[worst]:.0%} of its terms in row "
        f"{worst + 1} (at most {_MOST_OPEN:.0%}). {_CHECK}"
    )


def _far_off(batch: Observations, surrogate: Surrogate, replay: Replay, surprise: float) -> str:
    predicted = surrogate.predict(batch.X).mean.matrix
    error = np.sqrt(np.square(predicted - batch.Y).mean(axis=0)) / replay.scale
    ratio = error / (replay.errors(replay.own) + _NEGLIGIBLE)
    j = int(ratio.argmax())
    if ratio[j] <= surprise:
        return ""
    return (
        f"refused: the observations of '{surrogate.card.targets[j]}' are {ratio[j]:.1f} times as far from the "
        f"predictions as those of random designs (at most {surprise:g} times). {_CHECK}"
    )


def check_trusted(replay: Replay, card: ModelCard, known: bool, held_out: bool) -> None:
    """Refuse known and held-out runs that cannot be of the surrogate: they decide what is believed later.

    Args:
        replay: made of them.
        card: of the surrogate.
        known: known runs were given.
        held_out: held-out runs were given.

    Raises:
        InputError: they err far more than the card says.
    """
    expected = replay.known_error / replay.scale + _NEGLIGIBLE
    lacking = np.sqrt(np.square(replay.missing.mean(axis=0)).mean(axis=0)) / replay.scale
    given = ((known, "known", lacking), (held_out, "held-out", replay.errors(replay.own)))
    for ratio, what in ((error / expected, what) for is_given, what, error in given if is_given):
        j = int(ratio.argmax())
        if ratio[j] > _MOST_WRONG:
            raise InputError(
                f"the {what} runs of '{card.targets[j]}' are {ratio[j]:.0f} times as far from the predictions as the "
                f"card says (at most {_MOST_WRONG:g} times). {_CHECK}"
            )


def check_apart(held_out: Observations | None, runs: Observations | None, what: str) -> None:
    """Refuse runs that are to judge an update and are learned from as well.

    Raises:
        InputError: they share designs.
    """
    if held_out is None or runs is None:
        return
    judges = {row.tobytes() for row in held_out.X + 0.0}
    shared = sum(row.tobytes() in judges for row in runs.X + 0.0)
    if shared:
        raise InputError(
            f"{shared} designs of {what} are among the held-out runs, which judge what was learned; leave them out of "
            "one of the two."
        )
