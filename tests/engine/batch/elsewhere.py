"""March a stack of buildings, from a file, for some hours and write what comes of it; run as a program of its own."""

import pickle
import sys
from pathlib import Path

import numpy as np

from fluxion.engine._kernels.batch.lanes import LANES
from fluxion.engine.batch.blocks import block_of, march_block


def main(source: str, target: str) -> None:
    stack, weather, parts, hours = pickle.loads(Path(source).read_bytes())
    block = block_of(stack, slice(0, stack.size), weather, parts)
    results = march_block(block, hourly=True, hours=hours)
    np.savez(target, lanes=LANES, **results._asdict())


if __name__ == "__main__":
    main(*sys.argv[1:])
