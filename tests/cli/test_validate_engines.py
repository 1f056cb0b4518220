"""``fluxion validate engines``: the page that it writes."""

from fluxion.validation.engines import part_of


def test_the_page_names_itself_in_its_command(fluxion, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    request = ("--problem", "reference-office", "--weather", "golden", "--designs", 2, "--seed", 7)
    outcome = fluxion("validate", "engines", *request, "--docs", "other page.md", "--json")
    assert outcome.status == 0, outcome.stderr
    assert outcome.json["compared"] == 2
    text = (tmp_path / "other page.md").read_text(encoding="utf-8")
    assert f"<!-- {part_of('reference-office', 'golden')}: begin -->" in text
    command = f"fluxion validate engines {' '.join(map(str, request))} --docs 'other page.md'"
    assert f"by `{command}`;" in text
    assert "PERFORMANCE" not in text
