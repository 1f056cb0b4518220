"""A light check of an epJSON model against the schema that comes with EnergyPlus."""

import json
from functools import cache


@cache
def read_schema(folder):
    """Descriptions of all kinds of objects."""
    return json.loads((folder / "Energy+.schema.epJSON").read_text(encoding="utf-8"))["properties"]


def defects(model, schema):
    """Sentences on kinds, fields, types, words and numbers that the schema does not allow."""
    found = []
    for kind, objects in model.items():
        if kind not in schema:
            found.append(f"{kind}: no such kind")
            continue
        (rule,) = schema[kind]["patternProperties"].values()
        for name, fields in objects.items():
            found += [f"{kind} '{name}': {text}" for text in _object(fields, rule)]
    return found


def _object(fields, rule):
    for field in rule.get("required", ()):
        if field not in fields:
            yield f"{field} is missing"
    for field, value in fields.items():
        if field not in rule["properties"]:
            yield f"{field} is no field"
        else:
            yield from (f"{field} {text}" for text in _value(value, rule["properties"][field]))


def _value(value, rule):
    options = rule.get("anyOf", [rule])
    texts = [list(_one(value, option)) for option in options]
    if all(texts):
        yield from texts[0]


def _one(value, rule):
    kinds = {"number": (int, float), "integer": int, "string": str, "array": list, "object": dict}
    if isinstance(value, bool) or not isinstance(value, kinds[rule["type"]]):
        yield f"is {value!r}, not of type {rule['type']}"
    elif rule["type"] == "array":
        if len(value) < rule.get("minItems", 0):
            yield f"has {len(value)} entries only"
        for entry in value:
            yield from _object(entry, rule["items"])
    elif "enum" in rule and value not in rule["enum"]:
        yield f"is {value!r}, none of {rule['enum']}"
    elif rule["type"] in ("number", "integer"):
        low, high = rule.get("minimum", float("-inf")), rule.get("maximum", float("inf"))
        above, below = rule.get("exclusiveMinimum", float("-inf")), rule.get("exclusiveMaximum", float("inf"))
        if not (low <= value <= high and above < value < below):
            yield f"is {value!r}, out of range"
