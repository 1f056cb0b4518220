"""An ONNX Runtime session that is opened on first use and survives pickling, copying and threads.

Where onnxruntime is not installed, NumPy computes the same network, with one warning.
"""

import importlib
import sys
import threading
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from fluxion.errors import SurrogateError
from fluxion.surrogate.chunks import in_chunks
from fluxion.surrogate.interpreter import NumpyRunner
from fluxion.surrogate.providers import CPU, check_opened, runtime_providers
from fluxion.typing import Designs, FloatArray

#: Names of the network's input and outputs.
INPUT, MEAN, SPREAD = "designs", "mean", "spread"
#: Rows per call of the runtime: the activations of one chunk stay in the L2 cache.
CHUNK_ROWS = 256
#: The same where another device computes: it wants many rows for the price of a call; activations of some 100 MB.
DEVICE_CHUNK_ROWS = 65_536
_PACKAGE = __name__.partition(".")[0]


class NetworkSession:
    """Runs a network on raw designs; the runtime itself is opened on first use.

    The runtime's session can neither be pickled nor copied, so a pickle carries the bytes of the model and a copy
    shares the session, which any number of threads may call at once.
    """

    def __init__(self, model: bytes, what: str, inputs: int, outputs: int, providers: Sequence[str] = CPU) -> None:
        self._model = model
        self._what = what
        self._inputs = inputs
        self._outputs = outputs
        self._providers = tuple(providers)
        self._chunk_rows = CHUNK_ROWS if self._providers == CPU else DEVICE_CHUNK_ROWS
        self._lock, self._local = threading.Lock(), threading.local()
        self._session: Any = None
        self._has_spread = self._binds = False

    def run(self, X: Designs, threads: int = 1) -> tuple[FloatArray, FloatArray]:
        """(n, t) ensemble means and (n, t) ensemble spreads of (n, d) designs, in physical units.

        Args:
            X: the designs.
            threads: threads that share the chunks of many rows.

        Raises:
            SurrogateError: the runtime refuses the model, or its inputs and outputs are not those of the card.
        """
        session = self._session or self._open()
        if len(X) == 1 and self._binds:
            return self._run_one(session, X)
        if not self._has_spread:
            return self.means(X, threads), np.zeros((self._outputs, len(X))).T
        mean, spread = self._run_all(session, [MEAN, SPREAD], X, threads)
        return mean, spread

    def means(self, X: Designs, threads: int = 1) -> FloatArray:
        """As `run`, without the spreads."""
        session = self._session or self._open()
        if len(X) == 1 and self._binds:
            return self._run_one(session, X)[0]
        return self._run_all(session, [MEAN], X, threads)[0]

    def _run_all(self, session: Any, names: list[str], X: Designs, threads: int) -> list[FloatArray]:
        rows = np.ascontiguousarray(X, dtype=np.float32)
        # Whoever asks goes on with the columns.
        found = [np.empty((self._outputs, len(rows))).T for _ in names]

        def work(part: slice) -> None:
            for values, result in zip(found, session.run(names, {INPUT: rows[part]})):
                values[part] = result

        in_chunks(work, len(rows), self._chunk_rows, threads)
        return found

    def _run_one(self, session: Any, X: Designs) -> tuple[FloatArray, FloatArray]:
        """As `run`, of one design: handing arrays over would be half of the call, so they are handed over once."""
        bound = getattr(self._local, "bound", None)
        if bound is None:
            bound = self._local.bound = _Bound(session, self._inputs, self._outputs, self._has_spread)
        bound.design[:] = X
        session.run_with_iobinding(bound.binding)
        return bound.mean.astype(np.float64), bound.spread.astype(np.float64)

    def _open(self) -> Any:
        with self._lock:
            if self._session is None:
                session = self._create()
                self._has_spread = self._check(session)
                self._binds = not isinstance(session, NumpyRunner)
                if self._binds:
                    check_opened(session, self._providers, self._what)
                self._session = session
        return self._session

    def _create(self) -> Any:
        try:
            onnxruntime = importlib.import_module("onnxruntime")
        except ImportError as error:
            warnings.warn(
                f"the package 'onnxruntime' cannot be imported ({error}): NumPy computes the same network, two to four "
                "times slower. Install it with: pip install onnxruntime",
                UserWarning,
                stacklevel=_caller_level(),
            )
            return NumpyRunner.of(self._model, self._what)
        options = onnxruntime.SessionOptions()
        # The networks are small: a second thread loses more to waiting than it computes, and callers bring threads.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        options.log_severity_level = 4
        try:
            return onnxruntime.InferenceSession(self._model, options, providers=runtime_providers(self._providers))
        except Exception as error:  # the runtime has a private exception class for every cause
            cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise SurrogateError(
                f"{self._what} is refused by ONNX Runtime ({cause}). Make it anew with 'fluxion train'."
            ) from error

    def _check(self, session: Any) -> bool:
        """Compare the network with the card; whether it gives a spread."""
        inputs = {node.name: node.shape for node in session.get_inputs()}
        outputs = {node.name: node.shape for node in session.get_outputs()}
        if list(inputs) != [INPUT] or inputs[INPUT][-1] != self._inputs:
            raise SurrogateError(
                f"{self._what}: its card names {self._inputs} variables, so one input '{INPUT}' of shape "
                f"(n, {self._inputs}) was expected; got {inputs}. Make it anew with 'fluxion train'."
            )
        if MEAN not in outputs or any(shape[-1] != self._outputs for shape in outputs.values()):
            raise SurrogateError(
                f"{self._what}: its card names {self._outputs} outputs, so an output '{MEAN}' of shape "
                f"(n, {self._outputs}) was expected; got {outputs}. Make it anew with 'fluxion train'."
            )
        return SPREAD in outputs

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["_lock"], state["_local"], state["_session"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock, self._local = threading.Lock(), threading.local()
        self._session = None

    def __copy__(self) -> "NetworkSession":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "NetworkSession":
        return self


def _caller_level() -> int:
    """How many frames above the caller of this function the code lies that is not Fluxion's own."""
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] == _PACKAGE:
        frame, level = frame.f_back, level + 1
    return level


class _Bound:
    """Arrays of one design that the runtime reads and writes in place; a thread has its own."""

    def __init__(self, session: Any, inputs: int, outputs: int, has_spread: bool) -> None:
        self.design = np.zeros((1, inputs), dtype=np.float32)
        self.mean = np.zeros((1, outputs), dtype=np.float32)
        self.spread = np.zeros((1, outputs), dtype=np.float32)
        self.binding = session.io_binding()
        self.binding.bind_input(INPUT, "cpu", 0, np.float32, self.design.shape, self.design.ctypes.data)
        for name, array in ((MEAN, self.mean), (SPREAD, self.spread)):
            if name == MEAN or has_spread:
                self.binding.bind_output(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
