import itertools

import numpy as np

from fluxion.search.pareto import Scale, hypervolume
from fluxion.search.picking import promising

UNIT = {m: Scale(np.zeros(m), np.ones(m)) for m in (1, 2, 3, 4)}


def naive(candidates, taken, count):
    """One after another, whichever adds most."""
    chosen, known, scale = [], taken, UNIT[candidates.shape[1]]
    while len(chosen) < count:
        before = hypervolume(known, scale)
        gains = [hypervolume(np.concatenate([known, c[None]]), scale) - before for c in candidates]
        best = int(np.argmax(gains))
        if gains[best] <= 1e-12:
            break
        chosen.append(best)
        known = np.concatenate([known, candidates[best : best + 1]])
    return chosen


def test_the_same_as_looking_at_all_of_them_every_time():
    generator = np.random.default_rng(1)
    for m, rows in itertools.product((1, 2, 3, 4), (1, 7, 30)):
        candidates, taken = generator.random((rows, m)), generator.random((5, m))
        assert promising(candidates, taken, 6).tolist() == naive(candidates, taken, 6)


def test_nothing_that_adds_nothing_is_chosen():
    front = np.array([[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]])
    assert promising(front, front, 5).tolist() == []
    assert promising(np.array([[2.0, 0.1], [0.6, 0.6]]), front, 5).tolist() == []
    assert promising(np.empty((0, 2)), front, 5).tolist() == []


def test_without_anything_known_the_middle_comes_first():
    line = np.stack([np.linspace(0.0, 1.0, 11), np.linspace(1.0, 0.0, 11)], axis=1)
    assert promising(line, np.empty((0, 2)), 1).tolist() == [5]
