"""An epJSON document while it is being filled: objects by kind and name, every name once."""

import re
from collections.abc import Mapping
from typing import Any

# EnergyPlus compares names without regard to case; these characters end a field or a comment in its older format.
_FORBIDDEN = re.compile(r"[,;!\[\]\"\t\r\n]")
_LONGEST_NAME = 80


class Document:
    """Objects of an epJSON model; mutable, private to the writer."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._taken: dict[str, set[str]] = {}

    def name(self, kind: str, text: str) -> str:
        """The name under which EnergyPlus knows `text`; the same text always gives the same name.

        Characters that EnergyPlus cannot store become underscores, and names that differ in case only, or in such
        characters only, get a number.

        Args:
            kind: names of one kind must differ, for example ``"zone"``.
            text: the name in the building.
        """
        key = (kind, text)
        if key not in self._names:
            clean = _FORBIDDEN.sub("_", text).strip()[:_LONGEST_NAME] or "unnamed"
            taken = self._taken.setdefault(kind, set())
            candidate, number = clean, 1
            while candidate.upper() in taken:
                number += 1
                candidate = f"{clean} ~{number}"
            taken.add(candidate.upper())
            self._names[key] = candidate
        return self._names[key]

    def add(self, kind: str, name: str, fields: Mapping[str, Any]) -> str:
        """Add an object and return its name; an object that exists already is left as it is."""
        self.objects.setdefault(kind, {}).setdefault(name, dict(fields))
        return name

    def has(self, kind: str, name: str) -> bool:
        """True if the object exists."""
        return name in self.objects.get(kind, {})
