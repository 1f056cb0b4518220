import numpy as np
import pytest

from fluxion.errors import InputError
from fluxion.evaluation.robust import RULES, robust

VALUES = np.array([[1.0, 5.0, 3.0], [3.0, 5.0, -1.0]])


def test_rules_by_hand():
    assert robust("worst", 2).values(VALUES).tolist() == [3.0, 5.0, 3.0]
    assert robust("mean", 2).values(VALUES).tolist() == [2.0, 5.0, 1.0]
    assert robust("mean+std", 2).values(VALUES).tolist() == [3.0, 5.0, 3.0]
    assert robust("mean", 2, [3, 1]).values(VALUES).tolist() == [1.5, 5.0, 2.0]
    np.testing.assert_allclose(robust("mean+std", 2, [3, 1]).values(VALUES)[0], 1.5 + np.sqrt(0.75))


def test_lower_limits_see_the_other_end():
    assert robust("worst", 2).values(VALUES, upper=False).tolist() == [1.0, 5.0, -1.0]
    assert robust("mean", 2).values(VALUES, upper=False).tolist() == [2.0, 5.0, 1.0]
    assert robust("mean+std", 2).values(VALUES, upper=False).tolist() == [1.0, 5.0, -1.0]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("upper", [True, False])
def test_wherever_all_intervals_hold_the_interval_of_the_rule_holds(rule, upper):
    generator = np.random.default_rng(1)
    values, halves = generator.normal(0.0, 3.0, (3, 4000)), generator.exponential(1.0, (3, 4000))
    # Errors at the very ends are the hardest.
    truth = values + halves * generator.choice([-1.0, -0.3, 0.4, 1.0], (3, 4000))
    found = robust(rule, 3, [1, 2, 3])
    error = np.abs(found.values(truth, upper) - found.values(values, upper))
    half = found.half_widths(values, halves, upper)
    assert (error <= half + 1e-9).all()
    if rule != "mean+std":
        assert (error >= half - 1e-9).mean() > 0.01


@pytest.mark.parametrize(
    ("rule", "weights", "message"),
    [
        ("wurst", None, "unknown rule over climates 'wurst'; did you mean 'worst'"),
        ("mean", [1.0], "expected 2 numbers of at least 0, one per climate"),
        ("mean", [1.0, -1.0], "at least 0"),
        ("mean", [1.0, np.nan], "at least 0"),
        ("mean", ["a", 1.0], "at least 0"),
        ("mean", [0.0, 0.0], "at least one above 0"),
    ],
)
def test_impossible_rules_are_refused(rule, weights, message):
    with pytest.raises(InputError, match=message):
        robust(rule, 2, weights)
