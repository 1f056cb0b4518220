"""Options of every command that runs EnergyPlus."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fluxion.errors import InputError

if TYPE_CHECKING:
    from fluxion.energyplus import RunCache

CacheOption = Annotated[
    Path | None,
    typer.Option("--cache", metavar="DIR", help="Where finished EnergyPlus runs are kept; default: the user's cache."),
]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Neither take finished EnergyPlus runs from a cache nor keep them in one.")
]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", help="Longest time of one EnergyPlus run; default: 600 s."),
]


def run_cache(folder: Path | None, no_cache: bool) -> "RunCache | None":
    """The cache that the options ask for, ready to be written; None for ``--no-cache``.

    Raises:
        InputError: both options, or a folder that cannot be made or written.
    """
    from fluxion.energyplus import RunCache, default_cache_folder

    if no_cache:
        if folder is not None:
            raise InputError("--cache and --no-cache contradict each other; give one of them.")
        return None
    cache = RunCache(default_cache_folder() if folder is None else folder)
    try:
        cache.prepare()
    except InputError as error:
        raise InputError(f"{error} The options are --cache DIR and --no-cache.") from error
    return cache
