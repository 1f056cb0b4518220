"""Who samples a quadratic model: the samplers that come with dwave-samplers, or any other one of dimod by its name."""

import importlib
import inspect
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fluxion._checks import nearest
from fluxion._optional import require
from fluxion.errors import InputError, MissingDependencyError
from fluxion.qubo.dimod_models import EXTRA
from fluxion.qubo.encodings import Bits

if TYPE_CHECKING:
    import dimod

#: Embedded samplers; `exact` enumerates the levels and needs no bits.
SA, TABU, DESCENT, EXACT = "sa", "tabu", "descent", "exact"
SAMPLERS = (SA, TABU, DESCENT, EXACT)
#: Reads of one call, and sweeps of a read of simulated annealing.
READS, SWEEPS = 200, 1000
_TABU_READS, _TABU_MS = 20, 20
_CLASSES = {
    SA: "SimulatedAnnealingSampler",
    TABU: "TabuSampler",
    DESCENT: "SteepestDescentSampler",
}


def check_sampler(name: str) -> str:
    """`name`, if it is an embedded sampler or looks like ``package.module:Class``.

    Raises:
        InputError: it is neither.
    """
    if name not in SAMPLERS and ":" not in name:
        raise InputError(
            f"unknown sampler '{name}'; {nearest(name, SAMPLERS)} Another sampler of dimod is given as "
            "'package.module:Class'."
        )
    return name


def made_sampler(name: str) -> Any:
    """The sampler of a name but `exact`.

    Raises:
        InputError: no such sampler.
        MissingDependencyError: its package is not installed.
    """
    check_sampler(name)
    if name in _CLASSES:
        return getattr(require("dwave.samplers", EXTRA), _CLASSES[name])()
    sampler = _named(name)
    if not callable(getattr(sampler, "sample", None)):
        raise InputError(f"the sampler '{name}' has no method 'sample', which samplers of dimod have.")
    return sampler


def sample(bqm: "dimod.BinaryQuadraticModel", name: str, seed: int, reads: int = READS) -> Bits:
    """(r, b) sampled bits, in the order of the variables of the model.

    Args:
        bqm: the model.
        name: an embedded sampler but `exact`, or ``package.module:Class``; such a class is called without arguments.
        seed: of the sampler, if it takes one.
        reads: samples wanted, if the sampler takes their number.

    Raises:
        InputError: no such sampler, one that fails, or one that returns no sample.
        MissingDependencyError: its package is not installed.
    """
    sampler = made_sampler(name)
    options: dict[str, Any] = {"num_reads": reads, "seed": seed % 2**31}
    if name == SA:
        options["num_sweeps"] = SWEEPS
    if name == TABU:
        options |= {"num_reads": min(reads, _TABU_READS), "timeout": _TABU_MS}
    if name not in _CLASSES:
        options = {key: value for key, value in options.items() if _takes(sampler, key)}
    try:
        found = sampler.sample(bqm, **options)
    except Exception as error:
        raise InputError(f"the sampler '{name}' failed ({type(error).__name__}: {error}).") from error
    if not hasattr(found, "record") or not hasattr(found, "variables"):
        raise InputError(f"the sampler '{name}' returned {type(found).__name__}; expected a SampleSet of dimod.")
    if not len(found):
        raise InputError(f"the sampler '{name}' returned no sample; expected at least one.")
    return bits_of(found, list(bqm.variables))


def bits_of(sampleset: "dimod.SampleSet", labels: Sequence[str]) -> Bits:
    """(r, b) bits of a sample set in the order of `labels`; spins become bits.

    Raises:
        InputError: a label is missing, or a value is none of a bit or of a spin.
    """
    known = {label: place for place, label in enumerate(sampleset.variables)}
    for label in labels:
        if label not in known:
            raise InputError(f"the samples lack the bit '{label}'; they are of another model.")
    record = np.asarray(sampleset.record.sample)[:, [known[label] for label in labels]]
    low = -1 if getattr(sampleset.vartype, "name", "") == "SPIN" else 0
    if not np.isin(record, (low, 1)).all():
        wrong = record[~np.isin(record, (low, 1))][0]
        raise InputError(f"the samples hold the value {wrong}; expected {low} or 1 in each of the {len(labels)} bits.")
    return (record > 0).astype(np.int8)


def _named(name: str) -> Any:
    module, _, attribute = name.partition(":")
    try:
        return getattr(importlib.import_module(module), attribute)()
    except ImportError as error:
        raise MissingDependencyError(
            f"the sampler '{name}' needs the package '{module.split('.')[0]}', which cannot be imported ({error})."
        ) from error
    except Exception as error:
        raise InputError(f"the sampler '{name}' cannot be made ({type(error).__name__}: {error}).") from error


def _takes(sampler: Any, key: str) -> bool:
    if key in getattr(sampler, "parameters", {}):
        return True
    return key in inspect.signature(sampler.sample).parameters
