"""Which engine simulates, and with which steps."""

from dataclasses import dataclass

from fluxion._checks import is_whole
from fluxion.errors import InputError

#: Steps per hour of the reference engine unless stated. On random designs of the reference office annual loads and
#: peaks then differ by 0.3 % (root mean square) from those at 30 steps an hour; heating peaks where almost no heat is
#: needed by some per cent.
DEFAULT_STEPS_PER_HOUR = 4
#: Names of the engines that exist. ``batch`` simulates many buildings side by side in single precision and divides only
#: the hours in which a schedule jumps; ``reference`` takes equal steps in double precision; ``auto`` is ``batch``
#: unless steps are asked for, which only ``reference`` can take.
ENGINES = ("reference", "batch", "auto")
BATCH, REFERENCE = "batch", "reference"


@dataclass(frozen=True)
class EngineChoice:
    """An engine and its steps.

    Attributes:
        name: ``batch`` or ``reference``.
        steps_per_hour: of the reference engine; None for the batch engine, which chooses its own.
    """

    name: str
    steps_per_hour: int | None

    @property
    def is_batch(self) -> bool:
        """The batch engine simulates."""
        return self.name == BATCH

    @property
    def label(self) -> str:
        """Name under which results state their engine, for example ``batch`` or ``reference 6/h``."""
        return self.name if self.steps_per_hour is None else f"{self.name} {self.steps_per_hour}/h"


def choose_engine(
    engine: str = "auto", steps_per_hour: int | None = None, default: int = DEFAULT_STEPS_PER_HOUR
) -> EngineChoice:
    """The engine that is meant.

    Args:
        engine: one of `ENGINES`.
        steps_per_hour: 1 to 60, which asks for the reference engine; None: what the engine takes by itself.
        default: steps of the reference engine where none are asked for.

    Raises:
        InputError: unknown engine, an impossible number of steps, or steps asked of the batch engine.
    """
    if engine not in ENGINES:
        raise InputError(f"engine: expected one of {list(ENGINES)}, but got {engine!r}.")
    if steps_per_hour is None:
        return EngineChoice(REFERENCE, default) if engine == REFERENCE else EngineChoice(BATCH, None)
    if not (is_whole(steps_per_hour) and 1 <= steps_per_hour <= 60):
        raise InputError(f"steps_per_hour: expected a whole number from 1 to 60, but got {steps_per_hour!r}.")
    if engine == BATCH:
        raise InputError(
            "steps_per_hour: expected none for the batch engine, which divides the hours in which a schedule jumps, "
            f"but got {steps_per_hour}; leave it out, or take the reference engine."
        )
    return EngineChoice(REFERENCE, int(steps_per_hour))


def engine_of_label(label: str) -> EngineChoice:
    """The engine that a result states.

    Raises:
        InputError: no engine states itself so.
    """
    if label == BATCH:
        return EngineChoice(BATCH, None)
    name, _, steps = label.partition(" ")
    if name != REFERENCE or not steps.endswith("/h") or not (steps.isascii() and steps.removesuffix("/h").isdecimal()):
        raise InputError(f"expected the name of an engine, such as 'batch' or 'reference 6/h'; got '{label}'.")
    return choose_engine(REFERENCE, int(steps.removesuffix("/h")))
