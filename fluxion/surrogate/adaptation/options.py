"""How a surrogate adapts."""

from dataclasses import dataclass

from fluxion._checks import check_whole, is_number
from fluxion.errors import InputError

# Fewer random designs would not hold the rest of the space.
_LEAST_REPLAY = 30


@dataclass(frozen=True)
class AdaptationOptions:
    """How a surrogate adapts.

    Attributes:
        shares: parts of the total weight that the observations may have; every output takes the one with which it knows
            observations best that it has not seen.
        drift: allowed rise of the error of an output at held-out random designs, against the surrogate before any
            update; a correction that breaks it is not made. Last layers, which reach everywhere, may use three quarters
            of it.
        lengths: of the kernels around observed designs, in diagonals of the design space; the one that knows
            observations best that it has not seen is taken; none: the last layers alone adapt.
        surprise: a batch is refused if its energy balance is open, or if the surrogate in use errs on any output by
            more than so many times its error at held-out random designs. A search drives a surrogate to designs where
            it errs two to four times as much.
        helpful: a refit is advised when the error at fresh observations is not this many times smaller than without any
            update, twice in a row.
        replay: random designs to keep.
        seed: of the choice of those.
    """

    shares: tuple[float, ...] = (0.8, 0.5, 0.2, 0.1)
    drift: float = 0.04
    lengths: tuple[float, ...] = (0.1, 0.15, 0.2, 0.25)
    surprise: float = 6.0
    helpful: float = 1.2
    replay: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("shares", "lengths"):
            if not isinstance(getattr(self, name), tuple | list) or not all(map(is_number, getattr(self, name))):
                raise InputError(f"{name}: expected a tuple of numbers; got {getattr(self, name)!r}.")
        if not self.shares or not all(0.0 < share < 1.0 for share in self.shares):
            raise InputError(f"the shares of the observations must lie between 0 and 1; got {self.shares}.")
        for name in ("drift", "surprise", "helpful"):
            value = getattr(self, name)
            if not is_number(value) or not value >= 0.0:
                raise InputError(f"{name}: expected a number of at least 0; got {value!r}.")
        check_whole(self.seed, "seed", 0)
        if not all(length > 0.0 for length in self.lengths):
            raise InputError(f"the lengths of the kernels must be positive; got {self.lengths}.")
        check_whole(self.replay, "replay", _LEAST_REPLAY)
