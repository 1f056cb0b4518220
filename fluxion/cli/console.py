"""What every command does alike: options, messages, exit status."""

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from fluxion.errors import FluxionError, InputError

if TYPE_CHECKING:
    from fluxion.design import DesignProblem
    from fluxion.typing import Designs

EXIT_OK = 0
EXIT_ROWS = 1
EXIT_INPUT = 2
EXIT_INTERRUPTED = 130

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]
ProblemOption = Annotated[
    str,
    typer.Option(
        "--problem",
        metavar="NAME|FILE.py:NAME",
        help="reference-office, office-design, or a problem of your own such as mine.py:problem.",
    ),
]
WeatherOption = Annotated[
    str, typer.Option("--weather", metavar="NAME|FILE.epw", help="Bundled climate such as golden, or an EPW file.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Fixed parameter of the problem; may be repeated."),
]
DesignOption = Annotated[
    list[str] | None,
    typer.Option("--design", metavar="KEY=VALUE", help="Variable of the design; repeated; others: default."),
]
EngineOption = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="reference|batch|auto",
        help="Physics engine; auto: batch, or reference where steps are given.",
    ),
]
StepsOption = Annotated[
    int | None,
    typer.Option(
        "--steps-per-hour",
        metavar="N",
        help="Time steps per hour; they ask for the reference engine, whose default is 4.",
    ),
]

ProviderOption = Annotated[
    str | None,
    typer.Option("--provider", metavar="cpu|cuda|...", help="What computes the surrogate's network; default: cpu."),
]


@contextmanager
def guard(as_json: bool) -> Iterator[None]:
    """Turn errors meant for the user into a message and exit status 2, Ctrl-C into 130, warnings into lines."""
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning  # type: ignore[assignment]
            yield
    except FluxionError as error:
        fail(str(error), EXIT_INPUT, as_json)
    except KeyboardInterrupt:
        fail("stopped by Ctrl-C; nothing is written.", EXIT_INTERRUPTED, as_json)
    except BrokenPipeError:
        # The reader of stdout has gone, as with `| head`; Typer ends quietly.
        raise
    except OSError as error:
        place = f" '{error.filename}'" if error.filename else ""
        fail(f"the operating system refuses{place}: {error.strerror or error}.", EXIT_INPUT, as_json)


def _show_warning(message: Warning | str, *_: Any) -> None:
    # At a shell the line of code behind a warning tells nothing.
    typer.echo(f"fluxion: warning: {message}", err=True)


def fail(message: str, status: int, as_json: bool, **details: Any) -> NoReturn:
    """End the command with a message on stderr, or as JSON on stdout."""
    if as_json:
        typer.echo(json.dumps({"error": message, "exit": status, **details}))
    else:
        typer.echo(f"fluxion: {message}", err=True)
    raise typer.Exit(status)


def finish(payload: Mapping[str, Any], lines: Sequence[str], status: int, as_json: bool) -> None:
    """Print the outcome, as JSON or as lines of text, and end with `status`."""
    if as_json:
        typer.echo(json.dumps({**payload, "exit": status}, allow_nan=False))
    else:
        for line in lines:
            typer.echo(line)
    raise typer.Exit(status)


def pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """Texts ``key=value`` as a dictionary.

    Raises:
        InputError: a text without ``=``, or a key given twice.
    """
    result: dict[str, str] = {}
    for text in texts or ():
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            raise InputError(f"{option} expects key=value, for example {option} cooling=false; got '{text}'.")
        if key in result:
            raise InputError(f"{option} gives '{key}' twice; give it once.")
        result[key] = value.strip()
    return result


def load_problem(name: str, settings: Sequence[str] | None) -> "DesignProblem":
    """The problem `name` with the fixed parameters that ``--set`` gives.

    Raises:
        InputError: unknown problem or parameter, or a wrong value.
    """
    from fluxion.problems import load

    return load(name, **load(name).parse_settings(pairs(settings, "--set")))


def one_design(problem: "DesignProblem", texts: Sequence[str] | None) -> "Designs":
    """(1, d) default design with the variables that ``--design`` gives.

    Raises:
        InputError: an unknown variable, or a value it does not allow.
    """
    X = problem.baseline[None, :].copy()
    for name, text in pairs(texts, "--design").items():
        j = problem.space.index(name)
        try:
            X[0, j] = problem.space.variables[j].encode(text)
        except InputError as error:
            raise InputError(f"--design {name}: {error}") from None
    return X


def check_model_name(path: Path, option: str = "--out") -> None:
    """Refuse a name that is none of a model file, before it replaces a file of another kind.

    Raises:
        InputError: the name does not end in ``.onnx``.
    """
    if path.suffix.casefold() != ".onnx":
        raise InputError(f"{option} '{path}': expected the name of a model file, which ends in '.onnx'.")


def check_different(paths: Mapping[str, Path | None]) -> None:
    """Refuse two roles for one file.

    Raises:
        InputError: two of the paths lead to the same file.
    """
    seen: dict[Path, str] = {}
    for role, path in paths.items():
        if path is None:
            continue
        place = path.resolve()
        if place in seen:
            raise InputError(f"{role} and {seen[place]} are the same file '{path}'; give each a place of its own.")
        seen[place] = role
