"""What a quadratic model was fitted to, so that a file can be told from one of yesterday's surrogate."""

from collections.abc import Mapping
from typing import Any

from fluxion.evaluation import AbstractEvaluator, ClimatesEvaluator, SurrogateEvaluator


def weather_hashes(content: Mapping[str, Any]) -> set[str]:
    """Hashes of all climates in what `fitted_to` gave."""
    members = [*content.get("climates", []), *([content["base"]] if "base" in content else [])]
    own = {content["weather_hash"]} if "weather_hash" in content else set()
    return own.union(*map(weather_hashes, members))


def fitted_to(evaluator: AbstractEvaluator) -> dict[str, Any]:
    """Fidelity, climates and hashes as plain JSON values; of a model that runs have taught, those of its base."""
    if isinstance(evaluator, ClimatesEvaluator):
        return {"fidelity": evaluator.fidelity, "climates": [fitted_to(member) for member in evaluator.members]}
    content: dict[str, Any] = {"fidelity": evaluator.fidelity}
    if (weather := getattr(evaluator, "weather", None)) is not None:
        content |= {"weather": weather.name, "weather_hash": weather.fingerprint()}
    if isinstance(evaluator, SurrogateEvaluator):
        card = evaluator.surrogate.card
        content |= {"network_sha256": card.network_sha256, "engine_hash": card.engine_fingerprint}
    if (runs := getattr(evaluator, "runs_fingerprint", None)) is not None:
        content["runs_hash"] = runs()
    if (base := getattr(evaluator, "base", None)) is not None:
        content |= {"base": fitted_to(base)}
    return content
