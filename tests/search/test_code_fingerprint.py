import functools

import pytest

from fluxion.design.derived import derived_column
from fluxion.problems import load
from fluxion.problems.files import load_object
from fluxion.search.code_fingerprint import code_fingerprint


@pytest.fixture
def office():
    return load("office-design")


def of(office, function):
    return code_fingerprint(office._with_derived(derived_column("mine", function)))


def test_a_file_named_in_a_study_counts_with_what_it_imports_beside_it(office, tmp_path, monkeypatch):
    mine, beside = tmp_path / "mine.py", tmp_path / "weights_of_mine.py"
    beside.write_text("W = 0.2\n")
    mine.write_text("import weights_of_mine\n\n\ndef social(c):\n    return weights_of_mine.W * c['energy_kwh_m2']\n")
    monkeypatch.syspath_prepend(tmp_path)
    function = load_object(f"{mine}:social", "it")
    first = of(office, function)
    assert first != code_fingerprint(office)
    beside.write_text("W = 0.9\n")
    second = of(office, function)
    assert second != first
    mine.write_text(mine.read_text() + "# another file\n")
    assert of(office, function) not in (first, second)


def half(columns, factor=0.5):
    return factor * columns["energy_kwh_m2"]


class Scaled:
    def __call__(self, columns):
        return columns["energy_kwh_m2"]


def test_whatever_can_be_called_is_looked_into(office):
    plain = code_fingerprint(office)
    assert len({of(office, one) for one in (half, functools.partial(half, factor=0.3), Scaled())}) == 1
    assert of(office, half) != plain


def test_expressions_and_own_code_are_no_files(office):
    assert of(office, "2 * energy_kwh_m2") == code_fingerprint(office)
