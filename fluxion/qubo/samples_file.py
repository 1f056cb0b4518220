"""Samples that another program has written."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from fluxion._optional import require
from fluxion.errors import InputError
from fluxion.qubo.dimod_models import EXTRA
from fluxion.qubo.encodings import Bits
from fluxion.qubo.samplers import bits_of


def read_samples(path: Path, labels: tuple[str, ...]) -> Bits:
    """(n, b) bits of a table with a column per bit (0 and 1, or -1 and 1), or of a sample set in dimod's JSON.

    Raises:
        InputError: the file cannot be read, a bit is missing, or a value is none of a bit.
    """
    try:
        if path.suffix.casefold() == ".json":
            dimod = require("dimod", EXTRA)
            content = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(content, dict) or content.get("type") != "SampleSet":
                raise InputError(
                    f"the samples '{path}' are no sample set in dimod's JSON, whose \"type\" is SampleSet."
                )
            found = bits_of(dimod.SampleSet.from_serializable(content), labels)
            if not len(found):
                raise InputError(f"the samples '{path}' hold no sample; expected at least one.")
            return found
        heads = pd.read_csv(path, header=None, nrows=1, dtype=str).iloc[0]
        if heads.duplicated().any():
            raise InputError(f"the samples '{path}' have the column '{heads[heads.duplicated()].iloc[0]}' twice.")
        table = pd.read_csv(path)
    except FileNotFoundError:
        raise InputError(f"there is no file '{path}'; expected samples with a column per bit.") from None
    except InputError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"the samples '{path}' cannot be read ({' '.join(str(error).split())}).") from error
    missing = [label for label in labels if label not in table.columns]
    if missing:
        raise InputError(
            f"the samples '{path}' lack the bit '{missing[0]}'; expected a column for each of the {len(labels)} bits, "
            "named as in the sidecar."
        )
    if not len(table):
        raise InputError(f"the samples '{path}' hold no row; expected at least one.")
    try:
        values = table[list(labels)].to_numpy(dtype=np.float64)
    except ValueError as error:
        raise InputError(f"the samples '{path}' hold something that is no number ({error}).") from error
    wrong = ~np.isin(values, (-1.0, 0.0, 1.0))
    if wrong.any():
        i, j = (int(place[0]) for place in np.nonzero(wrong))
        raise InputError(
            f"row {i + 1} of the samples '{path}', bit '{labels[j]}': expected 0 or 1, or spins of -1 and 1; got "
            f"{values[i, j]:g}."
        )
    if (values < 0.0).any() and (values == 0.0).any():
        raise InputError(f"the samples '{path}' hold -1 and 0; expected bits of 0 and 1, or spins of -1 and 1.")
    return (values > 0.0).astype(np.int8)
