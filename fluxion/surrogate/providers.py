"""Where a network is computed: names of the execution providers of ONNX Runtime, and what is missing for one."""

import importlib
from collections.abc import Sequence
from typing import Any

from fluxion._checks import check_known
from fluxion.errors import InputError, MissingDependencyError, SurrogateError

#: Short name -> name in ONNX Runtime and the package that brings it.
PROVIDERS = {
    "cpu": ("CPUExecutionProvider", "onnxruntime"),
    "cuda": ("CUDAExecutionProvider", "onnxruntime-gpu"),
    "tensorrt": ("TensorrtExecutionProvider", "onnxruntime-gpu"),
    "migraphx": ("MIGraphXExecutionProvider", "onnxruntime-migraphx"),
    "openvino": ("OpenVINOExecutionProvider", "onnxruntime-openvino"),
    "directml": ("DmlExecutionProvider", "onnxruntime-directml"),
    "coreml": ("CoreMLExecutionProvider", "onnxruntime"),
}
CPU = ("cpu",)
#: Options of a provider: products in full single precision, as on the CPU; TF32 keeps ten bits of it.
_OPTIONS = {"cuda": {"use_tf32": "0"}}


def check_providers(names: Sequence[str], what: str) -> tuple[str, ...]:
    """The providers by short name, in the order in which they are asked, the CPU last for what the others lack.

    Nothing is imported where only the CPU is asked for.

    Args:
        names: short names, see `PROVIDERS`.
        what: the model, for the message.

    Raises:
        InputError: no name, or an unknown one; the nearest match is named.
        MissingDependencyError: the installed ONNX Runtime has no such provider; the message names the package that
            brings it and the providers that are there.
    """
    if isinstance(names, str):
        raise InputError(f"the execution providers must be a sequence such as ('{names}',); got the text '{names}'.")
    if not names:
        raise InputError(f"expected at least one execution provider of {', '.join(PROVIDERS)}; got none.")
    for name in names:
        check_known(name, PROVIDERS, "execution provider")
    others = tuple(dict.fromkeys(name for name in names if name not in CPU))
    if others:
        here = _available(what, PROVIDERS[others[0]][1])
        for name in others:
            runtime_name, package = PROVIDERS[name]
            if runtime_name not in here:
                raise MissingDependencyError(_missing(what, name, runtime_name, package, here))
    return others + CPU


def provider_order(name: str | None) -> tuple[str, ...]:
    """What an option ``--provider`` asks for; None: the CPU."""
    return CPU if name is None else (name,)


def runtime_providers(names: Sequence[str]) -> list[str | tuple[str, dict[str, str]]]:
    """Checked providers as ONNX Runtime wants them: names, or names with options."""
    return [(PROVIDERS[name][0], _OPTIONS[name]) if name in _OPTIONS else PROVIDERS[name][0] for name in names]


def check_opened(session: Any, names: Sequence[str], what: str) -> None:
    """Refuse a session that fell back to the CPU without a word.

    Raises:
        SurrogateError: a provider that was asked for is not used.
    """
    used = list(session.get_providers())
    for name in names:
        if PROVIDERS[name][0] not in used:
            raise SurrogateError(
                f"{what}: ONNX Runtime has the execution provider '{name}' but could not start it, so only "
                f"{', '.join(used)} would compute. Check its driver and libraries (for cuda: the driver, CUDA and "
                "cuDNN of the versions that onnxruntime-gpu names), or use the provider cpu."
            )


def _available(what: str, package: str) -> list[str]:
    try:
        return list(importlib.import_module("onnxruntime").get_available_providers())
    except ImportError as error:
        raise MissingDependencyError(
            f"{what} needs ONNX Runtime, which cannot be imported ({error}). Install it with: pip install {package}"
        ) from error


def _missing(what: str, name: str, runtime_name: str, package: str, here: list[str]) -> str:
    short = {runtime: short for short, (runtime, _) in PROVIDERS.items()}
    have = ", ".join(short[other] for other in here if other in short) or "none"
    place = "" if package != "onnxruntime" else " of a system that has it"
    # Two builds of the runtime share one folder: the last one installed wins, and removing either breaks both.
    return (
        f"{what} was asked to run on '{name}', but the installed ONNX Runtime has no {runtime_name}; available: "
        f"{have}. "
        f"Install the package '{package}'{place} in place of 'onnxruntime' (pip uninstall onnxruntime; pip install "
        f"{package}), or use the provider cpu."
    )
