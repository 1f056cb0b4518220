import json
from dataclasses import replace

import pytest

from fluxion.errors import SurrogateError
from fluxion.surrogate import ModelCard
from fluxion.surrogate.card import probe_fingerprint, sealed
from fluxion.surrogate.domain import Domain


def test_json_keeps_everything(trained):
    card = trained.model.card
    again = ModelCard.from_json(card.to_json())
    assert again == card
    assert again.space == trained.space
    assert again.settings["ground_temperature_c"] == (10.0, 11.0)
    assert again.space_fingerprint == trained.space.fingerprint()


def test_a_card_without_a_domain_says_nothing_of_it(trained):
    content = json.loads(trained.model.card.to_json())
    assert content.pop("domain")["share"] == 0.01
    older = ModelCard.from_json(sealed(content))
    assert older.domain is None
    assert older == replace(trained.model.card, domain=None)
    assert "out_of_domain" in trained.model.card.to_markdown()
    assert "out_of_domain" not in older.to_markdown()


def test_what_was_not_measured_is_null_and_comes_back_as_nan(trained):
    card = trained.model.card
    unmeasured = replace(card, outputs=tuple(replace(one, r2=float("nan")) for one in card.outputs))
    text = unmeasured.to_json()
    assert "NaN" not in text
    assert all(one.r2 != one.r2 for one in ModelCard.from_json(text).outputs)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda c: c.update(format="other"), "format"),
        (lambda c: c.update(version=99), "99"),
        (lambda c: c.pop("weather"), "weather"),
        (lambda c: c.update(colour="red"), "colour"),
        (lambda c: c.update(outputs=[]), "outputs"),
        (lambda c: c.update(confidence=1.5), "confidence"),
        (lambda c: c["outputs"][0].update(interval_scale=-1.0), "interval"),
        (lambda c: c["outputs"][0].update(interval_scale=None), "interval"),
        (lambda c: c["outputs"].append(c["outputs"][0]), "once"),
        (lambda c: c["outputs"][0].update(lower="x"), "limits"),
        (lambda c: c["outputs"][0].update(lower=10.0, upper=5.0), "lower one first"),
        (lambda c: c.update(runs=None), "field"),
        (lambda c: c.update(training=3), "'training' must be a table"),
        (lambda c: c.update(monotone="abc"), "'monotone' must be a table"),
        (lambda c: c["space_json"].update(variables=[]), "design space"),
        (lambda c: c.update(settings=3), "field"),
        (lambda c: c["domain"].update(threshold=-1.0), "domain"),
        (lambda c: c["domain"].update(centre=[0.0]), "domain"),
        (lambda c: c.update(domain=Domain((0.0,), (1.0,), (-1.0,), (1.0,), 2.0).__dict__), "columns"),
    ],
)
def test_a_card_with_wrong_fields_is_refused(trained, change, word):
    content = json.loads(trained.model.card.to_json())
    change(content)
    with pytest.raises(SurrogateError, match=word) as caught:
        ModelCard.from_json(sealed(content))
    assert "fluxion train" in str(caught.value) or "design space" in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null"])
def test_text_that_is_no_card_is_refused(text):
    with pytest.raises(SurrogateError):
        ModelCard.from_json(text)


def test_markdown_names_inputs_outputs_and_errors(trained):
    card = trained.model.card
    page = card.to_markdown()
    for name in (*trained.space.names, *card.targets, card.weather_fingerprint, card.network_sha256):
        assert name in page
    assert f"{card.outputs[0].r2:.5f}" in page
    assert "200 held-out" in page


def test_probe_fingerprint_sees_four_digits():
    probes = {"heating_kwh": (1234.0, 5.678)}
    assert probe_fingerprint(probes) == probe_fingerprint({"heating_kwh": (1234.0, 5.678)})
    assert probe_fingerprint(probes) != probe_fingerprint({"heating_kwh": (1235.0, 5.678)})
    assert probe_fingerprint(probes) != probe_fingerprint({"cooling_kwh": (1234.0, 5.678)})


def test_a_card_that_was_altered_is_refused(trained):
    text = trained.model.card.to_json()
    altered = text.replace('"confidence": 0.9', '"confidence": 0.5')
    assert altered != text
    with pytest.raises(SurrogateError, match="was changed after it was written"):
        ModelCard.from_json(altered)
