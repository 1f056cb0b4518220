"""How the last call was answered."""

import threading
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray


class FallbackWarning(UserWarning):
    """A surrogate was asked for, but the numbers come from physics: right, only slower."""


class Last:
    """How the last call was answered, by thread, and what its owner has warned of."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own = threading.local()
        self._latest: tuple[str | None, NDArray[np.object_] | None] = (None, None)
        self._warned: frozenset[str] = frozenset()

    def write(self, fidelity: str, status: NDArray[np.object_]) -> None:
        """Remember who answered the call that ends now, and the (n,) texts of its rows."""
        # Fidelity and status change together; a thread is not shown those of another one's call.
        self._own.value = self._latest = (fidelity, status)

    def read(self) -> tuple[str | None, NDArray[np.object_] | None]:
        """Fidelity and (n,) status of this thread's last call, or of any if it made none; None: no call."""
        value: tuple[str | None, NDArray[np.object_] | None] = getattr(self._own, "value", self._latest)
        return value

    def warn(self, reason: str) -> None:
        """Say once that physics computes, and why."""
        with self._lock:
            first, self._warned = reason not in self._warned, self._warned | {reason}
        if first:
            text = f"{reason.rstrip('.')}: computing with physics instead, here and in later calls."
            # The line that called evaluate_population, simulate or solve_timesteps.
            warnings.warn(text, FallbackWarning, stacklevel=4)

    def __getstate__(self) -> dict[str, Any]:
        return {"_latest": self.read(), "_warned": self._warned}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._lock, self._own = threading.Lock(), threading.local()
        self._latest, self._warned = state["_latest"], state["_warned"]
