"""What an annealer of today would need: qubits and chains of an embedding into its graph."""

from dataclasses import dataclass
from typing import Any

from fluxion._optional import require
from fluxion.errors import InputError
from fluxion.qubo.model import QuboModel

#: The extra that brings minorminer and the graphs of annealers.
EXTRA = "annealer"
#: Graph -> (function of dwave.graphs, its size): Advantage and Advantage2 with all qubits.
GRAPHS = {"pegasus": ("pegasus_graph", 16), "zephyr": ("zephyr_graph", 12)}


@dataclass(frozen=True)
class Embedding:
    """An embedding of the bits as if all of them were coupled.

    Attributes:
        graph: ``"pegasus"`` or ``"zephyr"``.
        bits: bits of the model.
        qubits: qubits that stand for them.
        longest_chain: most qubits of one bit.
    """

    graph: str
    bits: int
    qubits: int
    longest_chain: int


def embedding(model: QuboModel, graph: str) -> Embedding | None:
    """Clique embedding of the model's bits; None if they do not fit. Almost all bits of a pairwise fit are coupled.

    Raises:
        InputError: an unknown graph.
        MissingDependencyError: the packages are not installed.
    """
    if graph not in GRAPHS:
        raise InputError(f"unknown graph '{graph}'; expected one of: {', '.join(GRAPHS)}.")
    busclique = require("minorminer.busclique", EXTRA)
    maker, size = GRAPHS[graph]
    target: Any = getattr(require("dwave.graphs", EXTRA), maker)(size)
    found = busclique.find_clique_embedding(model.width, target)
    if not found:
        return None
    chains = [len(chain) for chain in found.values()]
    return Embedding(graph, model.width, sum(chains), max(chains))
