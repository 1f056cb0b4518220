import numpy as np
import pytest

from fluxion.energyplus.series import OutputTable
from fluxion.errors import PhysicsError

HEADERS = (
    "ZONE: A:Zone Mean Air Temperature [C](Hourly)",
    "B:Zone Mean Air Temperature [C](Hourly)",
    "Environment:Site Wind Speed [m/s](Hourly)",
)


def write(path, rows=8760, headers=HEADERS, bad=None):
    lines = [",".join(("Date/Time", *headers))]
    lines += [f" 01/01  01:00:00,{i},{2 * i},{bad if bad is not None and i == 5 else 3 * i}" for i in range(rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_columns_are_found_by_key_and_variable(tmp_path):
    table = OutputTable.read(write(tmp_path / "a.csv"))
    values = table.array("Zone Mean Air Temperature", ("b", "zone: a"))
    np.testing.assert_array_equal(values[:3], [[0.0, 0.0], [2.0, 1.0], [4.0, 2.0]])
    assert table.keys("zone mean air temperature") == ("ZONE: A", "B")
    assert table.array("Site Wind Speed", ("Environment",))[-1, 0] == 3.0 * 8759


def test_a_missing_output_is_an_error_unless_a_value_stands_for_it(tmp_path):
    table = OutputTable.read(write(tmp_path / "a.csv"))
    assert (table.array("Zone Heating", ("B",), 0.0) == 0.0).all()
    with pytest.raises(PhysicsError, match="no 'Zone Heating' for 'B'"):
        table.array("Zone Heating", ("B",))


def test_short_runs_are_refused(tmp_path):
    with pytest.raises(PhysicsError, match="24 rows"):
        OutputTable.read(write(tmp_path / "a.csv", rows=24))


@pytest.mark.parametrize("text", ["", "Date/Time,A:B [C](Hourly)\n1,abc\n"])
def test_unreadable_results(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(PhysicsError, match="no readable results"):
        OutputTable.read(path)


def test_missing_results(tmp_path):
    with pytest.raises(PhysicsError, match="no readable results"):
        OutputTable.read(tmp_path / "none.csv")


def test_not_a_number_is_refused(tmp_path):
    table = OutputTable.read(write(tmp_path / "a.csv", bad="nan"))
    with pytest.raises(PhysicsError, match="not a number"):
        table.array("Site Wind Speed", ("ENVIRONMENT",))
