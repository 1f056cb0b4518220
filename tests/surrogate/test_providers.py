import pickle
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from fluxion.errors import InputError, MissingDependencyError, SurrogateError
from fluxion.surrogate import Surrogate
from fluxion.surrogate.providers import check_opened, check_providers, provider_order, runtime_providers
from fluxion.surrogate.session import DEVICE_CHUNK_ROWS

CUDA = "CUDAExecutionProvider"
CPU = "CPUExecutionProvider"


def runtime(*here):
    return SimpleNamespace(get_available_providers=lambda: list(here))


def test_the_cpu_stands_behind_every_other_provider(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime("TensorrtExecutionProvider", CUDA, CPU))
    assert check_providers(["cuda"], "it") == ("cuda", "cpu")
    assert check_providers(["cpu", "cuda", "tensorrt", "cuda"], "it") == ("cuda", "tensorrt", "cpu")
    # Full single precision, as on the CPU.
    assert runtime_providers(("cuda", "cpu")) == [(CUDA, {"use_tf32": "0"}), CPU]


def test_the_cpu_alone_asks_no_runtime(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert check_providers(("cpu",), "it") == ("cpu",)
    with pytest.raises(MissingDependencyError, match=r"pip install onnxruntime-gpu$"):
        check_providers(("cuda",), "it")
    with pytest.raises(MissingDependencyError, match=r"pip install onnxruntime-openvino$"):
        check_providers(("openvino", "cpu"), "it")


def test_a_missing_provider_names_the_package_and_what_is_there(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime("AzureExecutionProvider", CPU))
    with pytest.raises(MissingDependencyError, match=r"it was .*no CUDAExecution.*available: cpu\..*onnxruntime-gpu"):
        check_providers(("cuda", "cpu"), "it")
    with pytest.raises(MissingDependencyError, match="onnxruntime-openvino"):
        check_providers(("openvino",), "it")


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'cuda'"):
        check_providers(("cudaa",), "it")
    with pytest.raises(InputError, match="expected at least one"):
        check_providers((), "it")
    with pytest.raises(InputError, match="sequence such as"):
        check_providers("cuda", "it")


def test_a_silent_fall_back_to_the_cpu_is_refused():
    session = SimpleNamespace(get_providers=lambda: [CPU])
    check_opened(session, ("cpu",), "it")
    with pytest.raises(SurrogateError, match="'cuda' but could not start it"):
        check_opened(session, ("cuda", "cpu"), "it")


def test_a_surrogate_says_at_once_that_a_provider_is_missing(trained):
    from onnxruntime import get_available_providers

    if CUDA in get_available_providers():
        pytest.skip("this runtime has CUDA")
    with pytest.raises(MissingDependencyError, match=r"wall.onnx' was asked to run on 'cuda'.*onnxruntime-gpu"):
        Surrogate.load(trained.path, providers=("cuda", "cpu"))
    with pytest.raises(MissingDependencyError, match="onnxruntime-gpu"):
        Surrogate.from_bytes(trained.model.data, providers=("cuda",))


def test_the_session_opens_with_the_providers_that_were_asked_for(trained, monkeypatch):
    import onnxruntime

    asked = []
    create = onnxruntime.InferenceSession

    def inference_session(model, options, providers):
        asked.append(providers)
        return create(model, options, providers=[CPU])

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [CUDA, CPU])
    monkeypatch.setattr(onnxruntime, "InferenceSession", inference_session)
    surrogate = Surrogate.load(trained.path, providers=("cuda",))
    with pytest.raises(SurrogateError, match="could not start"):
        surrogate.predict(trained.space.sample(2, 0))
    # A pickle remembers where its network is to be computed.
    with pytest.raises(SurrogateError, match="could not start"):
        pickle.loads(pickle.dumps(surrogate)).predict(trained.space.sample(2, 0))
    assert asked == [runtime_providers(("cuda", "cpu"))] * 2
    X = trained.space.sample(9, 0)
    np.testing.assert_array_equal(
        Surrogate.load(trained.path, providers=("cpu",)).predict(X).mean["heating_kwh"],
        trained.load().predict(X).mean["heating_kwh"],
    )


def test_an_option_that_is_not_given_means_the_cpu():
    assert provider_order(None) == ("cpu",)
    assert provider_order("cuda") == ("cuda",)


def test_another_device_gets_many_rows_a_call(trained, monkeypatch):
    import onnxruntime

    rows = []

    class Elsewhere(onnxruntime.InferenceSession):
        """A session of the CPU that says it is one of CUDA."""

        def __init__(self, model, options, providers):
            assert providers == runtime_providers(("cuda", "cpu"))
            super().__init__(model, options, providers=[CPU])

        def get_providers(self):
            return [CUDA, CPU]

        def run(self, names, feeds):
            rows.append(len(feeds["designs"]))
            return super().run(names, feeds)

    X = trained.space.sample(DEVICE_CHUNK_ROWS + 100, 5)
    here = trained.load().predict(X)
    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: [CUDA, CPU])
    monkeypatch.setattr(onnxruntime, "InferenceSession", Elsewhere)
    there = Surrogate.load(trained.path, ("cuda",)).predict(X)
    assert rows == [DEVICE_CHUNK_ROWS, 100]
    np.testing.assert_allclose(there.mean.matrix, here.mean.matrix, rtol=1e-4, atol=1e-3)
