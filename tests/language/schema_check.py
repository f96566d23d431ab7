"""A small reader of JSON Schema: just the keywords that our own schema uses, and a fault for any other."""

import re
from typing import cast

Tree = dict[str, object]
TYPES: dict[str, type] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "null": type(None),
}
_SAID = {
    "description",
    "title",
    "$schema",
    "$defs",
    "required",
    "additionalProperties",
    "prefixItems",
    "items",
}


class SchemaCheck:
    """Checks values against a schema and its definitions."""

    def __init__(self, schema: Tree) -> None:
        self.schema = schema
        self.definitions = cast("dict[str, Tree]", schema["$defs"])

    def faults(self, value: object) -> list[str]:
        """What the document breaks of the schema."""
        return self._faults(self.schema, value, "$")

    def _faults(self, schema: Tree, value: object, at: str) -> list[str]:
        kind = schema.get("type")
        if kind is not None and type(value) is not TYPES[str(kind)]:
            return [f"{at}: no {kind}"]
        found = [fault for keyword in schema for fault in self._keyword(keyword, schema, value, at)]
        if kind == "object":
            found += self._object(schema, cast("Tree", value), at)
        if kind == "array":
            found += self._array(schema, cast("list[object]", value), at)
        return found

    def _keyword(self, keyword: str, schema: Tree, value: object, at: str) -> list[str]:
        wanted = schema[keyword]
        match keyword:
            case "$ref":
                return self._faults(self.definitions[str(wanted).removeprefix("#/$defs/")], value, at)
            case "anyOf":
                options = [self._faults(option, value, at) for option in cast("list[Tree]", wanted)]
                return [] if any(not faults for faults in options) else [f"{at}: fits no option"]
            case "const":
                holds = value == wanted
            case "enum":
                holds = value in cast("list[object]", wanted)
            case "pattern":
                holds = re.search(str(wanted), str(value)) is not None
            case "minItems":
                holds = len(cast("list[object]", value)) >= cast("int", wanted)
            case _:
                holds = keyword in _SAID or keyword in ("type", "properties")
        return [] if holds else [f"{at}: {keyword} {wanted}"]

    def _object(self, schema: Tree, value: Tree, at: str) -> list[str]:
        known = cast("dict[str, Tree]", schema.get("properties", {}))
        others = schema["additionalProperties"]
        found = [
            f"{at}: no {key}" for key in cast("list[str]", schema.get("required", [])) if key not in value
        ]
        for key, inner in value.items():
            below = known.get(key, others)
            if below is False:
                found.append(f"{at}: {key} is not known")
            else:
                found += self._faults(cast("Tree", below), inner, f"{at}.{key}")
        return found

    def _array(self, schema: Tree, value: list[object], at: str) -> list[str]:
        first = cast("list[Tree]", schema.get("prefixItems", []))
        rest = schema["items"]
        if rest is False and len(value) > len(first):
            return [f"{at}: too long"]
        inner = [*first, *([cast("Tree", rest)] * (len(value) - len(first)))]
        pairs = enumerate(zip(inner, value, strict=False))
        return [fault for i, (below, item) in pairs for fault in self._faults(below, item, f"{at}[{i}]")]
