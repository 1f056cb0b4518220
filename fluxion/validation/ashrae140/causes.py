"""Physical causes of values outside the range, written by hand."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fluxion._checks import nearest
from fluxion.engine.choice import BATCH, REFERENCE
from fluxion.errors import AssetError
from fluxion.validation.ashrae140.case import load_catalogue
from fluxion.validation.ashrae140.outputs import is_quantity

_FILES = {BATCH: "causes_batch.toml", REFERENCE: "causes.toml"}
#: What stands where no cause is known.
UNEXPLAINED = "not explained"

#: Case or difference of cases -> quantity -> sentence.
Causes = Mapping[str, Mapping[str, str]]


@cache
def load_causes(engine: str) -> Causes:
    """The shipped causes.

    Args:
        engine: whose values lie outside, ``batch`` or ``reference``.

    Raises:
        AssetError: the file is missing or has a defect.
    """
    path = Path(__file__).with_name(_FILES[engine])
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise AssetError(f"the causes '{path}' cannot be read ({error.strerror}); reinstall fluxion-bem.") from None
    return parse_causes(text)


def parse_causes(text: str) -> Causes:
    """Causes from TOML: a table per case or difference (``610-600``), a sentence per quantity.

    Raises:
        AssetError: not TOML, an unknown case or quantity, or a cause that is no sentence.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AssetError(f"causes: not TOML ({error}).") from None
    known = load_catalogue().cases
    for case, entries in content.items():
        for name in case.split("-"):
            if name not in known:
                raise AssetError(f"causes: unknown case '{name}'; {nearest(name, known)}")
        if not isinstance(entries, dict):
            raise AssetError(f"causes: expected a table of quantities for case '{case}', got {entries!r}.")
        for quantity, sentence in entries.items():
            if not is_quantity(quantity):
                raise AssetError(f"causes: unknown quantity '{quantity}' of case '{case}'.")
            if not isinstance(sentence, str) or not sentence.strip():
                raise AssetError(f"causes: expected a sentence for case '{case}', '{quantity}', got {sentence!r}.")
    return content


def cause_of(causes: Causes, case: str, quantity: str, minus_case: str = "") -> str:
    """The cause of one value or difference, `UNEXPLAINED` if none is written down."""
    key = f"{case}-{minus_case}" if minus_case else case
    return causes.get(key, {}).get(quantity, UNEXPLAINED)
