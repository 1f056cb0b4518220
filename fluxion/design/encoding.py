"""How a raw design becomes the input of the network: scaled numbers, columns for the options of choices, products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxion._checks import check_known
from fluxion.design import Choice, DesignSpace, Feature
from fluxion.design.products import Products, Quantity, products_of
from fluxion.errors import InputError
from fluxion.typing import Designs, FloatArray

#: Choice -> option -> numbers that stand for the option, for example U-value and SHGC of a window product.
Properties = Mapping[str, Mapping[str, Sequence[float]]]

# Designs, and their seed, that tell how far the products of features reach.
_PROBED, _SEED = 4096, 0


@dataclass(frozen=True, eq=False)
class InputEncoding:
    """Numbers scaled to [-1, 1]; for every choice 0/1 columns per option or scaled properties of it; then products.

    Attributes:
        numbers: (p,) columns of the design that hold numbers.
        centre: (p,) middle of their bounds.
        half_range: (p,) half the width of their bounds.
        choices: (q,) for every option, the column of the design that holds its choice.
        codes: (q,) for every option, its code.
        table: (q, r) what each option adds to the network's columns behind the numbers.
        products: further columns that are products of the ones before; None for none.
    """

    numbers: np.ndarray
    centre: FloatArray
    half_range: FloatArray
    choices: np.ndarray
    codes: FloatArray
    table: FloatArray
    products: Products | None = None

    @property
    def plain_width(self) -> int:
        """Number of columns in front of the products."""
        return len(self.numbers) + self.table.shape[1]

    @property
    def width(self) -> int:
        """Number of columns that the network sees."""
        return self.plain_width + (0 if self.products is None else self.products.count)

    def apply(self, X: Designs) -> FloatArray:
        """(n, width) float64 network inputs of (n, d) encoded designs."""
        scaled = (X[:, self.numbers] - self.centre) / self.half_range
        options = (X[:, self.choices] == self.codes).astype(np.float64)
        columns = np.concatenate([scaled, options @ self.table], axis=1)
        if self.products is None:
            return columns
        return np.concatenate([columns, self.products.apply(columns)], axis=1)


def input_encoding(
    space: DesignSpace, properties: Properties | None = None, features: Sequence[Feature] = ()
) -> InputEncoding:
    """The encoding of a design space; integers count as numbers.

    Options of a choice get a 0/1 column each, unless `properties` says which numbers matter about them: options
    with the same numbers are then the same to the network, and no numbers at all mean a choice without influence.

    Raises:
        InputError: properties of an unknown choice, or not the same count of finite numbers for every option; a
            feature that cannot be computed, see `products_of`.
    """
    properties = properties or {}
    choices = {v.name: (j, v) for j, v in enumerate(space.variables) if isinstance(v, Choice)}
    for name in properties:
        check_known(name, choices, "choice")
    numbers = [j for j, variable in enumerate(space.variables) if not isinstance(variable, Choice)]
    lower, upper = space.lower[numbers], space.upper[numbers]
    known = {
        space.names[j]: Quantity(column, (lower[column] + upper[column]) / 2.0, (upper[column] - lower[column]) / 2.0)
        for column, j in enumerate(numbers)
    }
    blocks: list[FloatArray] = []
    for name, (_, choice) in choices.items():
        if name in properties:
            first = len(numbers) + sum(block.shape[1] for block in blocks)
            block, quantities = _scaled(choice, properties[name], first)
            known |= {f"{name}.{k}": one for k, one in enumerate(quantities)}
        else:
            block = np.eye(len(choice.options))
        blocks.append(block)
    # A choice without columns tells the network nothing.
    telling = [one for one, block in zip(choices.values(), blocks) if block.shape[1]]
    plain = InputEncoding(
        numbers=np.array(numbers, dtype=np.int64),
        centre=(lower + upper) / 2.0,
        half_range=(upper - lower) / 2.0,
        choices=np.array([j for j, choice in telling for _ in choice.options], dtype=np.int64),
        codes=np.array([float(code) for _, choice in telling for code in range(len(choice.options))]),
        table=_block_diagonal([block for block in blocks if block.shape[1]]),
    )
    if not features:
        return plain
    return replace(plain, products=products_of(features, known, plain.apply(space.sample(_PROBED, _SEED, "sobol"))))


def _scaled(choice: Choice, properties: Mapping[str, Sequence[float]], first: int) -> tuple[FloatArray, list[Quantity]]:
    """(k, r) properties of k options, every column scaled to [-1, 1]; columns that do not vary are left out.

    Also what every property is in encoded columns, of which the choice's begin at `first`.
    """
    try:
        values = np.array([list(properties[option]) for option in choice.options], dtype=np.float64)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"choice '{choice.name}': expected the same count of numbers for every option; got {dict(properties)}."
        ) from error
    if not np.isfinite(values).all():
        raise InputError(f"choice '{choice.name}': the properties must be finite; got {dict(properties)}.")
    low, high = values.min(axis=0), values.max(axis=0)
    varies = high > low
    columns = first + np.cumsum(varies) - 1
    quantities = [
        Quantity(int(columns[k]) if varies[k] else None, (low[k] + high[k]) / 2.0, (high[k] - low[k]) / 2.0)
        for k in range(values.shape[1])
    ]
    return 2.0 * (values[:, varies] - low[varies]) / (high[varies] - low[varies]) - 1.0, quantities


def _block_diagonal(blocks: Sequence[FloatArray]) -> FloatArray:
    table = np.zeros((sum(len(block) for block in blocks), sum(block.shape[1] for block in blocks)))
    row = column = 0
    for block in blocks:
        table[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return table
