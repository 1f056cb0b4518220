import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from fluxion.errors import InputError
from fluxion.sensitivity import analyse, read_sensitivity, write_sensitivity
from fluxion.sensitivity.files import to_plain


@pytest.fixture(scope="module")
def both(ishigami, golden):
    return analyse(ishigami(), ishigami(wrong=0.1), "both", golden, samples=32, trajectories=6)


def test_what_is_written_is_read_back(both, tmp_path):
    assert write_sensitivity(both, tmp_path / "new") == ("sensitivity.json", "sensitivity.csv", "sensitivity.png")
    again = read_sensitivity(tmp_path / "new" / "sensitivity.json")
    assert to_plain(again) == to_plain(both)
    np.testing.assert_array_equal(again.sobol.total, both.sobol.total)
    assert again.verdict == both.verdict


def test_without_surrogate_and_sobol_too(ishigami, golden, tmp_path):
    result = analyse(ishigami(), None, "by physics", golden, samples=0, trajectories=4)
    write_sensitivity(result, tmp_path)
    assert to_plain(read_sensitivity(tmp_path / "sensitivity.json")) == to_plain(result)
    assert "sobol_total" not in pd.read_csv(tmp_path / "sensitivity.csv").columns


def test_the_table_has_a_line_per_quantity_and_variable(both, tmp_path):
    write_sensitivity(both, tmp_path)
    frame = pd.read_csv(tmp_path / "sensitivity.csv")
    assert len(frame) == 3 * 4
    line = frame[(frame["quantity"] == "shift") & (frame["variable"] == "option")].iloc[0]
    assert line["sobol_total"] == both.sobol.total[1, 3]
    assert line["mu_star_surrogate"] == both.morris_surrogate.mu_star[1, 3]
    assert Image.open(tmp_path / "sensitivity.png").size[0] > 800


def test_other_files_are_refused(both, tmp_path):
    path = tmp_path / "sensitivity.json"
    with pytest.raises(InputError, match="there is no file"):
        read_sensitivity(path)
    path.write_text("{")
    with pytest.raises(InputError, match="cannot be read as JSON"):
        read_sensitivity(path)
    path.write_text("[]")
    with pytest.raises(InputError, match="no sensitivity analysis of this version"):
        read_sensitivity(path)
    content = to_plain(both)
    del content["seed"]
    path.write_text(json.dumps(content))
    with pytest.raises(InputError, match=r"is damaged.*seed"):
        read_sensitivity(path)
