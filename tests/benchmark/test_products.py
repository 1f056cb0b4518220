"""The best rate of a square product."""

from fluxion.benchmark import products
from fluxion.benchmark.scope import Scope


def test_the_rate_is_that_of_the_best_size(monkeypatch):
    monkeypatch.setattr(products, "_gflops", lambda a, b: {256: 50.0, 512: 80.0}.get(len(a), 1.0))
    assert products.product_gflops(Scope(repeats=3)) == 80.0


def test_a_core_does_more_than_a_thousand_million_operations_a_second(monkeypatch):
    monkeypatch.setattr(products, "SIZES", (128,))
    monkeypatch.setattr(products, "_OPERATIONS", 1e8)
    assert 1.0 < products.product_gflops(Scope(repeats=1)) < 1e4
