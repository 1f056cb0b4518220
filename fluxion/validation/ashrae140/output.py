"""Files of a run, in a folder of the user's own; the ranges of the pack may appear in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fluxion._files import make_folder, write_atomic, write_text_atomic
from fluxion.design import write_csv
from fluxion.validation.ashrae140.comparison import ratios
from fluxion.validation.ashrae140.judge import Judgement
from fluxion.validation.ashrae140.pack import Pack


def write_tables(judgement: Judgement, summary: Mapping[str, Any], pack: Pack, folder: Path) -> tuple[str, ...]:
    """Write the tables and ``summary.json``; names of the files.

    ``energyplus.csv`` holds the loads that are compared with EnergyPlus and with the mean of the programs, one by one.

    Raises:
        InputError: the folder cannot be made or written.
    """
    make_folder(folder)
    tables = {
        "ashrae140.csv": judgement.values,
        "acceptance.csv": judgement.acceptance,
        "deltas.csv": judgement.deltas,
        "monthly.csv": judgement.monthly,
        "hourly.csv": judgement.hourly,
        "bins.csv": judgement.bins,
        "energyplus.csv": ratios(judgement.values, pack),
    }
    for name, frame in tables.items():
        write_atomic(folder / name, lambda path, frame=frame: write_csv(frame, path))  # type: ignore[misc]
    write_text_atomic(folder / "summary.json", json.dumps(summary, indent=2, allow_nan=False) + "\n")
    return "summary.json", *tables
