"""What travels to a worker of a cluster, and what the worker does with it.

Everything goes as bytes: arrays that Dask moves itself may arrive at any address, and NumPy adds up unaligned numbers
in another order, so the last bit would depend on the journey.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fluxion._optional import require
from fluxion.building import Building
from fluxion.building.family import HasFamilies
from fluxion.engine.gathering import Piece
from fluxion.engine.population import simulate_pieces
from fluxion.errors import InputError

#: The extra of this distribution that brings Dask.
EXTRA = "distributed"


def simulate_part(
    shared: tuple[str, bytes], own: bytes | None, start: int, stop: int, hourly: frozenset[int]
) -> list[Piece]:
    """Results of some buildings, their rows counted from zero, on a worker.

    Args:
        shared: fingerprint of the client's code, and the pickled weather, engine and buildings.
        own: the pickled buildings where they are not shared.
        start: first of the buildings to simulate.
        stop: end of the buildings to simulate.
        hourly: which of them, counted from zero, keep their hourly series.

    Raises:
        InputError: this process runs other code than the client.
    """
    code, parcel = shared
    if code != code_fingerprint():
        raise InputError(
            f"client: expected workers with the code of this Fluxion ({code}), but one has another ("
            f"{code_fingerprint()}); install the same version everywhere and restart the workers."
        )
    loads = require("distributed.protocol.pickle", EXTRA).loads
    weather, choice, buildings = loads(parcel)
    whole = buildings if own is None else loads(own)
    part = whole[start:stop] if isinstance(whole, HasFamilies) else _Part(whole, start, stop)
    return simulate_pieces(part, weather, choice, threads=1, hourly=hourly)


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """16 hexadecimal digits that change with any source file of this package."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True)
class _Part(Sequence[Building]):
    # Lazy sequences need not know slices.
    whole: Sequence[Building]
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, row: Any) -> Any:
        return self.whole[range(self.start, self.stop)[row]]


def unchanged(shared: tuple[str, bytes]) -> tuple[str, bytes]:
    """What all parts share, as the result of a task."""
    return shared


def packed(content: object) -> bytes:
    """Anything as bytes.

    Raises:
        InputError: it cannot be pickled.
    """
    dumps = require("distributed.protocol.pickle", EXTRA).dumps
    try:
        data: bytes = dumps(content)
    # Objects raise what they like when they are pickled.
    except Exception as error:
        raise InputError(
            f"buildings: expected a sequence that can be pickled for another process, but that fails ({error}); leave "
            "out open files, locks and the like."
        ) from error
    return data
