"""A surrogate of few runs, and the corner of its space where a search would end."""

from dataclasses import dataclass

import numpy as np
import pytest

from fluxion.surrogate.adaptation import Observations


@dataclass(frozen=True)
class Corner:
    trained: object

    def runs(self, count, seed):
        """Much insulated, small walls to the outside: little heat, and more of it than the formula says."""
        generator = np.random.default_rng(seed)
        X = np.column_stack(
            [generator.uniform(0.1, 0.5, count), generator.integers(5, 20, count), np.ones(count)]
        ).astype(float)
        return Observations(X, self.truth(X))

    def random(self, count, seed):
        X = self.trained.space.sample(count, seed, "uniform")
        return Observations(X, self.truth(X))

    def truth(self, X):
        """Thermal bridges, which weigh most where insulation is good."""
        bridge = 1.0 + 0.15 * np.exp(-X[:, 0] / 0.3)
        return self.trained.formula(X) * bridge[:, None]


@pytest.fixture(scope="session")
def corner(trained):
    return Corner(trained)
