"""A matrix whose columns have names, handed out one by one."""

from collections.abc import Iterator, Mapping

from fluxion.typing import Column, FloatArray


class Columns(Mapping[str, Column]):
    """Name -> (n,) column of an (n, t) matrix; nothing is copied."""

    __slots__ = ("_index", "matrix")

    def __init__(self, index: Mapping[str, int], matrix: FloatArray) -> None:
        self._index = index
        self.matrix = matrix

    def __getitem__(self, name: str) -> Column:
        return self.matrix[:, self._index[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)
