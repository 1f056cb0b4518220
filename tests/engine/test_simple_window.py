"""The equivalent pane gives back the rating it was made from, and behaves at every angle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxion.building import SimpleGlazing
from fluxion.engine import simple_window
from fluxion.engine.optics import COSINES
from fluxion.engine.simple_window import limited_curves, rated_panes, simple_glazing

ratings = st.tuples(st.floats(0.7, 7.0), st.floats(0.05, 0.9))


def pane(u, g):
    return simple_glazing(SimpleGlazing("pane", u, g))


def rating_films(u):
    """Film resistances of the rating [m2 K/W] (LBNL-2804E, equations 1 and 2)."""
    inside = 1.0 / (0.359073 * math.log(u) + 6.949915) if u < 5.85 else 1.0 / (1.788041 * u - 2.886625)
    return inside, 1.0 / (0.025342 * u + 29.163853)


@pytest.mark.parametrize("u", [0.7, 1.1, 1.8, 3.0, 4.0, 5.0, 5.8, 5.9, 7.0])
def test_resistance_with_the_ratings_films_is_the_rated_u_value(u):
    inside, outside = rating_films(u)
    assert 1.0 / (inside + pane(u, 0.4).resistances[0] + outside) == pytest.approx(u, rel=1e-9)


def test_known_pane():
    # U 1.8, SHGC 0.45 by hand from the correlations for U below 3.4.
    u, g = 1.8, 0.45
    t = 0.085775 * g**2 + 0.963954 * g - 0.084958
    assert t == pytest.approx(0.36619, abs=1e-5)
    x = g - t
    r = 1.0 / u - sum(rating_films(u))
    inside = 1.0 / (199.8208128 * x**3 - 90.639733 * x**2 + 19.737055 * x + 6.766575)
    outside = 1.0 / (5.763355 * x + 20.541528)
    inward = (outside + r / 2) / (outside + r + inside)
    absorbed = x / inward
    got = pane(u, g)
    # The published polynomials for this rating sum to 1.0125 at normal incidence.
    assert got.transmittance[-1] == pytest.approx(t, rel=0.015)
    assert got.absorptance[0, -1] == pytest.approx(absorbed, abs=0.01)
    assert got.transmittance[-1] + inward * got.absorptance[0, -1] == pytest.approx(g, rel=0.01)


@given(ratings)
def test_normal_incidence_gives_back_the_rated_shgc(rating):
    u, g = rating
    resistance = simple_window._pane_resistance(u)
    t = simple_window._normal_transmittance(u, g)
    inward = simple_window._inward_fraction(u, g - t, resistance)
    assert 0.0 < t < 1.0
    assert 0.0 < inward < 1.0
    absorbed = (g - t) / inward
    if 0.0 <= absorbed <= 1.0 - t:
        got = pane(u, g)
        shgc = got.transmittance[-1] + inward * got.absorptance[0, -1]
        assert shgc == pytest.approx(g, rel=0.02, abs=0.003)


@given(ratings)
def test_every_rating_gives_shares_between_zero_and_one(rating):
    got = pane(*rating)
    for shares in (got.transmittance, got.absorptance):
        assert np.isfinite(shares).all()
        assert (shares >= 0.0).all()
        assert (shares <= 1.0).all()
    assert got.absorptance.shape == (1, COSINES.size)
    assert (got.transmittance + got.absorptance[0] <= 1.0 + 1e-12).all()
    assert 0.0 < got.diffuse_transmittance < 1.0
    assert got.diffuse_absorptance.shape == got.back_absorptance.shape == (1,)
    assert 0.0 <= got.diffuse_absorptance[0] < 1.0
    assert got.diffuse_transmittance + got.diffuse_absorptance[0] < 1.0
    # One equivalent pane that takes up sun alike from both sides and keeps no heat.
    assert got.back_absorptance[0] == got.diffuse_absorptance[0]
    assert got.resistances[0] > 0.0
    assert got.capacities == (0.0,)
    assert got.gaps == ()


@given(ratings)
def test_transmittance_falls_towards_grazing_incidence(rating):
    got = pane(*rating)
    # Polynomial fits overshoot by about one per cent near normal incidence.
    assert (np.diff(got.transmittance) > -0.02 * got.transmittance.max() / 10.0 - 1e-4).all()
    assert got.transmittance[0] < 0.01
    assert got.diffuse_transmittance < got.transmittance[-1]


@pytest.mark.parametrize("u", [0.8, 1.42, 1.7, 1.8, 2.5, 3.39, 3.41, 4.0, 4.49, 4.55, 5.7])
def test_more_shgc_means_more_transmission(u):
    shares = [pane(u, g).diffuse_transmittance for g in np.arange(0.2, 0.66, 0.05)]
    assert (np.diff(shares) > 0.0).all()


def test_neighbouring_ratings_are_alike():
    # No jump where correlations or families of curves are joined.
    for u in (1.4195, 1.7034, 3.4, 3.4068, 4.5, 4.5424):
        low, high = pane(u - 1e-6, 0.42), pane(u + 1e-6, 0.42)
        np.testing.assert_allclose(low.transmittance, high.transmittance, atol=1e-4)
        np.testing.assert_allclose(low.absorptance, high.absorptance, atol=1e-4)
    for g in (0.15, 0.25, 0.30, 0.35, 0.45, 0.50, 0.55, 0.60, 0.65, 0.7206):
        for u in (1.0, 2.0, 5.0):
            low, high = pane(u, g - 1e-6), pane(u, g + 1e-6)
            np.testing.assert_allclose(low.transmittance, high.transmittance, atol=2e-3)


def test_diffuse_values_are_hemispherical_means():
    got = pane(1.8, 0.45)
    fine = 2.0 * np.trapezoid(got.transmittance * COSINES, COSINES)
    assert got.diffuse_transmittance == pytest.approx(fine, rel=0.01)
    assert simple_window._hemispherical_weights().sum() == pytest.approx(1.0)


def test_equal_ratings_share_their_pane_and_it_cannot_be_written():
    assert pane(1.8, 0.45) is pane(1.8, 0.45)
    with pytest.raises(ValueError, match="read-only"):
        pane(1.8, 0.45).transmittance[0] = 1.0


@given(st.lists(ratings, min_size=2, max_size=40))
def test_many_ratings_give_bit_for_bit_the_panes_of_each(many):
    u, g = np.array(many).T
    panes = rated_panes(u, g)
    t, a = limited_curves(panes.through, panes.kept, COSINES)
    for i, rating in enumerate(many):
        alone = rated_panes(u[i : i + 1], g[i : i + 1])
        for name in ("resistance", "through", "kept", "through_diffuse", "kept_diffuse"):
            np.testing.assert_array_equal(getattr(panes, name)[i], getattr(alone, name)[0])
        optics = pane(*rating)
        assert panes.resistance[i] == optics.resistances[0]
        np.testing.assert_array_equal(t[i], optics.transmittance)
        np.testing.assert_array_equal(a[i], optics.absorptance[0])
        assert panes.through_diffuse[i] == optics.diffuse_transmittance
        assert panes.kept_diffuse[i] == optics.diffuse_absorptance[0] == optics.back_absorptance[0]


@given(st.floats(0.7, 3.0), st.floats(0.2, 0.65))
def test_limits_hardly_touch_the_polynomials_of_ordinary_windows(u, g):
    # A march that knows the polynomials alone misses but a trace at grazing incidence.
    panes = rated_panes(np.array([u]), np.array([g]))
    powers = COSINES ** np.arange(1, 5)[:, None]
    t, a = limited_curves(panes.through, panes.kept, COSINES)
    np.testing.assert_allclose(panes.through @ powers * COSINES, t * COSINES, atol=2e-3)
    np.testing.assert_allclose(panes.kept @ powers * COSINES, a * COSINES, atol=5e-3)
