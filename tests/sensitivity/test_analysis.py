import numpy as np
import pytest
from ishigami import BOTH, PARTS

from fluxion.errors import InputError, PhysicsError
from fluxion.search import StudyConfig, prepare
from fluxion.sensitivity import analyse
from fluxion.sensitivity.analysis import subject_of


@pytest.fixture(scope="module")
def by_truth(ishigami, golden):
    return analyse(ishigami(), None, "by physics", golden, samples=2048, trajectories=40)


def test_sobol_indices_of_a_known_function(by_truth):
    variance = sum(PARTS) + BOTH
    first, total = by_truth.sobol.first[0], by_truth.sobol.total[0]
    np.testing.assert_allclose(first[:3], np.array(PARTS) / variance, atol=0.03)
    np.testing.assert_allclose(total[:3], np.add(PARTS, (BOTH, 0.0, BOTH)) / variance, atol=0.03)
    assert abs(first[3]) < 1e-9
    np.testing.assert_allclose(by_truth.sobol.total[1], [0.0, 0.0, 0.0, 1.0], atol=0.03)


def test_what_does_not_vary_has_no_index(by_truth):
    assert by_truth.quantities == ("y", "shift", "g_still")
    assert np.isnan(by_truth.sobol.total[2]).all()
    assert (by_truth.morris.mu_star[2] == 0.0).all()


def test_morris_finds_what_matters_and_gives_choices_no_direction(by_truth):
    assert by_truth.categories == (False, False, False, True)
    assert np.isnan(by_truth.morris.mu[:, 3]).all()
    assert np.isfinite(by_truth.morris.mu[:, :3]).all()
    assert by_truth.morris.mu_star[0, 3] == 0.0
    # Mean distance of two of the values 0, 1, 5, per step of 4/7 of the range.
    assert by_truth.morris.mu_star[1, 3] == pytest.approx((1.0 + 4.0 + 5.0) / 3.0 * 7.0 / 4.0, rel=0.2)
    assert by_truth.leading("shift", 4) == [("option", "100%")]
    assert by_truth.leading("g_still", 4) == []


def test_without_a_surrogate_physics_answers_all(by_truth):
    assert (by_truth.simulated, by_truth.predicted, by_truth.lost) == (40 * 5 + 2048 * 6, 0, 0)
    assert by_truth.agreement is None
    assert by_truth.verdict == f"All indices are by physics ({by_truth.simulated} simulations)."


def test_a_right_surrogate_agrees(ishigami, golden):
    result = analyse(ishigami(), ishigami(), "both", golden, samples=64, trajectories=8)
    assert (result.simulated, result.predicted) == (8 * 5 + 64, 8 * 5 + 64 * 6)
    np.testing.assert_allclose(result.agreement.r2[:2], 1.0)
    np.testing.assert_allclose(result.agreement.rank[:2], 1.0)
    np.testing.assert_allclose(result.agreement.gap[:2], 0.0)
    assert np.isnan(result.agreement.rank[2])
    assert result.agreement.checked == 64
    assert "the same variable first for 2 of 2 quantities" in result.verdict


def test_a_wrong_surrogate_is_found_out(ishigami, golden):
    result = analyse(ishigami(), ishigami(wrong=10.0), "both", golden, samples=64, trajectories=8)
    assert result.agreement.same_first[0] == 0.0
    assert result.agreement.r2[0] < 0.0
    assert result.agreement.gap[0] > 0.5
    assert result.agreement.rank[1] == pytest.approx(1.0)
    assert "the same variable first for 1 of 2 quantities" in result.verdict


def test_blocks_with_a_failed_design_are_left_out(ishigami, golden):
    result = analyse(ishigami(broken=3.0), None, "by physics", golden, samples=256, trajectories=30)
    assert 0 < result.lost < result.simulated
    assert result.lost == (30 - result.morris.trajectories) * 5 + (256 - result.sobol.samples) * 6
    assert np.isfinite(result.sobol.total[0]).all()
    assert result.morris.trajectories < 30


def test_too_few_results_are_refused(ishigami, golden):
    with pytest.raises(PhysicsError, match="0 of 6 trajectories have results for all their designs"):
        analyse(ishigami(broken=-4.0), None, "by physics", golden, samples=0, trajectories=6)


def test_sobol_can_be_left_out(ishigami, golden):
    result = analyse(ishigami(), None, "by physics", golden, samples=0, trajectories=4)
    assert result.sobol is None
    assert result.simulated == 20
    assert result.leading("shift", 1)[0][0] == "option"
    with pytest.raises(InputError, match="samples: expected 0 or a power of two; got -1"):
        analyse(ishigami(), None, "by physics", golden, samples=-1)


def test_the_subject_knows_what_was_asked(ishigami, golden, chicago):
    def subject(task, weather):
        return analyse(task, None, "by physics", weather, samples=0, trajectories=2).subject

    first = subject(ishigami(), golden)
    assert first == subject(ishigami(), golden)
    assert first != subject(ishigami(), chicago)
    assert first != subject(ishigami(fixed={"x1": 0.0}), golden)
    assert subject(ishigami(fixed={"x1": 1.0}), golden) != subject(ishigami(fixed={"x1": 0.0}), golden)


def test_progress_is_told(ishigami, golden):
    told = []
    analyse(ishigami(), None, "m", golden, samples=0, trajectories=2, progress=lambda *state: told.append(state))
    assert told == [("physics", 0, 10), ("physics", 10, 10)]


def test_other_climates_and_rules_are_another_subject():
    objectives = ("energy_kwh_m2", "cost_eur_m2")
    asked = [
        {"weather": ("golden", "chicago")},
        {"weather": ("golden", "tampa")},
        {"weather": ("golden", "chicago"), "robust": "mean"},
        {"weather": ("golden", "chicago"), "robust": "mean", "weights": (3.0, 1.0)},
        {"weather": "golden"},
    ]
    setups = [prepare(StudyConfig("office-design", objectives=objectives, surrogate="none", **one)) for one in asked]
    assert len({subject_of(setup.truth, setup.weather) for setup in setups}) == len(asked)
