"""Checks requests and responses against Discord's own description of its HTTP interface (OpenAPI 3.1).

JSON Schema accepts unknown fields, and the document forbids them in almost no object, so a misspelt field would pass.
Therefore a field that no matching alternative names is a violation here.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from tests.support.deviations import DEVIATIONS, Deviation, Violation
from tests.support.formats import formats
from tests.support.root import ROOT

METHODS = frozenset({"get", "put", "post", "patch", "delete"})
JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "null": type(None),
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_ID = re.compile(r"[1-9]\d{8,}")
_TIME = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?")


def document_path(environment: Mapping[str, str]) -> Path:
    """Return the path of the document: `DISCORD_OPENAPI`, or `discord/openapi.json` in the folder of shared data."""
    shared = environment.get("NUTGRAF_SHARED") or str(ROOT.parent / "shared")
    return Path(environment.get("DISCORD_OPENAPI") or Path(shared, "discord", "openapi.json"))


@dataclass(frozen=True)
class Operation:
    """One method of one path template. `pointer`: its place in the document, as a JSON pointer."""

    name: str
    method: str
    template: str
    pattern: re.Pattern[str]
    pointer: str
    described: Mapping[str, Any]
    parameters: Mapping[tuple[str, str], tuple[str, Mapping[str, Any]]]


class Checker:
    """Checks against Discord's document. It knows what it has found valid before: a card takes some 3 ms."""

    def __init__(self, described: Mapping[str, Any], deviations: Sequence[Deviation] = DEVIATIONS) -> None:
        self._described = described
        self._deviations = deviations
        keywords = {"$ref": self._ref, "oneOf": self._one_of, "anyOf": self._one_of}
        self._kind = extend(Draft202012Validator, keywords)
        self._formats = formats()
        self._found: dict[str, Any] = {}
        self._validators: dict[str, Any] = {}
        self._valid: set[bytes] = set()
        self._operations = sorted(_operations(described), key=lambda operation: operation.template.count("{"))

    @classmethod
    def load(cls, path: str | os.PathLike[str], deviations: Sequence[Deviation] = DEVIATIONS) -> "Checker":
        """Read the document. Raises `OSError` or `ValueError` if that fails."""
        return cls(json.loads(Path(path).read_text("utf-8")), deviations)

    def violations(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: Any = None,
        *,
        files: Iterable[str] = (),
    ) -> list[str]:
        """Return everything wrong with a request. `path` is relative to `/api/v10`.

        For a multipart body, `files` are the names of its parts, and `body` is the content of `payload_json`.
        """
        # Every start of the bot registers the same large commands, and most of its later requests are repeated too.
        key = _hash_shape(method, path, query, body, files := tuple(files))
        if key in self._valid:
            return []
        violations = self._violations(method, path, query or {}, body, files)
        if not violations:
            self._valid.add(key)
        return violations

    def _violations(
        self, method: str, path: str, query: Mapping[str, object], body: Any, files: tuple[str, ...]
    ) -> list[str]:
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method.upper()} {path}: no such operation"]
        violations = [*self._check_parameters(operation, path, query), *self._check_body(operation, body, files)]
        return [
            str(violation)
            for violation in violations
            if not any(deviation.excuses(violation) for deviation in self._deviations)
        ]

    def answer_violations(self, method: str, path: str, status: int, body: Any) -> list[str]:
        """Return everything wrong with the response to a request: a stand-in for Discord must get it right."""
        key = _hash_shape(method, path, status, body)
        if key in self._valid:
            return []
        violations = self._answer_violations(method, path, status, body)
        if not violations:
            self._valid.add(key)
        return violations

    def _answer_violations(self, method: str, path: str, status: int, body: Any) -> list[str]:
        operation = self._operation(method, path)
        if operation is None:
            return [f"{method.upper()} {path}: no such operation"]
        responses = operation.described["responses"]
        key = next((key for key in (str(status), f"{status // 100}XX") if key in responses), None)
        if key is None:
            return [] if status >= 500 else [f"{operation.name}: answer: {status} is no documented status"]
        pointer, described = f"{operation.pointer}/responses/{key}", responses[key]
        if "$ref" in described:
            pointer, described = described["$ref"].removeprefix("#"), self._resolve(described)
        if "content" not in described:
            return [] if body is None else [f"{operation.name}: answer: a body where none is documented"]
        pointer += "/content/application~1json/schema"
        return [str(violation) for violation in self._validate(operation, pointer, body, "answer")]

    def _operation(self, method: str, path: str) -> Operation | None:
        matching = (operation for operation in self._operations if operation.pattern.fullmatch(path))
        return next((operation for operation in matching if operation.method == method.lower()), None)

    def _resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Resolve references."""
        while "$ref" in schema:
            schema = self._find(schema["$ref"])
        return schema

    def _find(self, reference: str) -> Any:
        """Return the part of the document that a reference names. All its references are to itself."""
        if reference not in self._found:
            found: Any = self._described
            for part in reference.removeprefix("#/").split("/"):
                name = part.replace("~1", "/").replace("~0", "~")
                found = found[int(name)] if isinstance(found, list) else found[name]
            self._found[reference] = found
        return self._found[reference]

    def _ref(self, validator: Any, reference: str, value: Any, _: Any) -> Iterator[ValidationError]:
        """Validate `$ref`, in half the time that it takes with references to other documents."""
        yield from validator.descend(value, self._find(reference))

    def _rules_out(self, schema: Mapping[str, Any], value: Any) -> bool:
        """Return whether the value's JSON type, or its `type` field, shows that it does not match the schema."""
        schema = self._resolve(schema)
        if ("const" in schema and schema["const"] != value) or (
            "type" in schema and not any(_is_json(value, kind) for kind in _as_list(schema["type"]))
        ):
            return True
        wanted = schema.get("properties", {}).get("type", {}).get("enum")
        return wanted is not None and isinstance(value, dict) and value.get("type", wanted[0]) not in wanted

    def _one_of(self, validator: Any, schemas: Sequence[Any], value: Any, _: Any) -> Iterator[ValidationError]:
        """Validate `oneOf` and `anyOf` whose alternatives differ in `type`: fast, and with helpful errors.

        Alternatives that are ruled out would be invalid anyway. If the alternatives are null or one other, the errors
        are those of the other.
        """
        possible = [index for index, schema in enumerate(schemas) if not self._rules_out(schema, value)]
        if not possible and len(schemas) == 2:
            possible = [index for index, schema in enumerate(schemas) if self._resolve(schema).get("type") != "null"]
        if not possible:
            yield ValidationError(f"{value!r} fits none of the alternatives")
            return
        wrong = [list(validator.descend(value, schemas[index], schema_path=index)) for index in possible]
        if all(wrong):
            yield from min(wrong, key=len)

    def _validate(self, operation: Operation, pointer: str, value: Any, where: str) -> Iterator[Violation]:
        if pointer not in self._validators:
            self._validators[pointer] = self._kind(self._find(f"#{pointer}"), format_checker=self._formats)
        for error in self._validators[pointer].iter_errors(value):
            place = where + "".join(
                f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
            )
            yield Violation(operation.name, place, str(error.validator), error.instance, error.message)
        for place, stray in self._find_unknown({"$ref": f"#{pointer}"}, value, where):
            yield Violation(operation.name, place, "unknown", stray, "a field that Discord does not document")

    def _check_parameters(self, operation: Operation, path: str, query: Mapping[str, object]) -> Iterator[Violation]:
        match = operation.pattern.fullmatch(path)
        assert match is not None
        names = re.findall(r"\{(\w+)\}", operation.template)
        given: dict[tuple[str, str], Any] = {("query", name): value for name, value in query.items()}
        given |= {("path", name): unquote(value) for name, value in zip(names, match.groups(), strict=True)}
        for key, value in given.items():
            where = ".".join(key)
            if key not in operation.parameters:
                yield Violation(operation.name, where, "unknown", value, "a parameter that Discord does not document")
                continue
            pointer, parameter = operation.parameters[key]
            yield from self._validate(operation, f"{pointer}/schema", self._convert(parameter["schema"], value), where)
        for key, (_, parameter) in operation.parameters.items():
            if parameter.get("required") and key not in given:
                yield Violation(operation.name, ".".join(key), "required", None, "is required")

    def _convert(self, schema: Mapping[str, Any], value: Any) -> Any:
        """Convert a parameter's text to the type that its schema names; leave it as text if that fails."""
        schema = self._resolve(schema)
        match schema.get("type"):
            case "array":
                return [self._convert(schema["items"], item) for item in _as_list(value)]
            case "boolean":
                return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower(), value)
            case "integer" if re.fullmatch(r"-?\d+", str(value)):
                return int(str(value))
            case _:
                return str(value)

    def _check_body(self, operation: Operation, body: Any, files: tuple[str, ...]) -> Iterator[Violation]:
        described = operation.described.get("requestBody")
        if described is None:
            if body is not None or files:
                yield Violation(operation.name, "body", "unknown", body, "a body where Discord takes none")
            return
        if body is None:
            if described.get("required"):
                yield Violation(operation.name, "body", "required", None, "is required")
            return
        kind = "multipart/form-data" if files else "application/json"
        if kind not in described["content"]:
            yield Violation(operation.name, "body", "contentType", kind, f"{kind} is not accepted")
            return
        for name in files:
            if not re.fullmatch(r"files\[\d\]", name):
                yield Violation(operation.name, f"body.{name}", "unknown", name, "not the name of a file's part")
        escaped = kind.replace("/", "~1")
        yield from self._validate(operation, f"{operation.pointer}/requestBody/content/{escaped}/schema", body, "body")

    def _find_unknown(self, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[tuple[str, object]]:
        branches = list(self._branches(schema, value)) if isinstance(value, dict | list) else []
        if isinstance(value, list):
            schemas = [branch["items"] for branch in branches if "items" in branch]
            for index, item in enumerate(value if schemas else ()):
                yield from self._find_unknown({"anyOf": schemas}, item, f"{where}[{index}]")
        elif isinstance(value, dict) and any("properties" in branch for branch in branches):
            for name, field in value.items():
                schemas = [branch["properties"][name] for branch in branches if name in branch.get("properties", {})]
                schemas += [branch["additionalProperties"] for branch in branches if "additionalProperties" in branch]
                if not schemas:
                    yield f"{where}.{name}", field
                yield from self._find_unknown({"anyOf": schemas}, field, f"{where}.{name}")

    def _branches(self, schema: Any, value: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the schema and its alternatives that are not ruled out."""
        if not isinstance(schema, Mapping) or self._rules_out(schema, value):
            return
        schema = self._resolve(schema)
        yield schema
        for key in ("allOf", "anyOf", "oneOf"):
            for alternative in schema.get(key, ()):
                yield from self._branches(alternative, value)


def _operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    for template, item in described["paths"].items():
        pointer = "/paths/" + template.replace("~", "~0").replace("/", "~1")
        parts = re.split(r"(\{\w+\})", template)
        pattern = re.compile("".join("([^/]+)" if part.startswith("{") else re.escape(part) for part in parts))
        for method in METHODS & item.keys():
            parameters = {
                (parameter["in"], parameter["name"]): (f"{place}/parameters/{index}", parameter)
                for place, holder in ((pointer, item), (f"{pointer}/{method}", item[method]))
                for index, parameter in enumerate(holder.get("parameters", ()))
            }
            name = item[method].get("operationId", f"{method} {template}")
            yield Operation(name, method, template, pattern, f"{pointer}/{method}", item[method], parameters)


def _hash_shape(*parts: Any) -> bytes:
    """Hash a request or an answer without what makes no difference to its validity: which id, which time of day."""
    text = json.dumps(parts, default=str)
    return sha256(_STRING.sub(lambda found: _TIME.sub("T", _ID.sub(_mask, found[0])), text).encode()).digest()


def _mask(found: re.Match[str]) -> str:
    return "1" * len(found[0])


def _as_list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _is_json(value: Any, kind: str) -> bool:
    return isinstance(value, JSON_TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
