"""The description of the API: complete, with examples that are true."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from services.bff.app import create_api
from services.bff.openapi import describe
from services.bff.tests.conftest import World

Json = dict[str, Any]
_IN_PIECES = "application/offset+octet-stream"
_STREAMED = {"read_document", "write_synthesis", "watch_declaration", "export_journal", "watch_messages"}


@pytest.fixture
def described(world: World) -> Json:
    return describe(create_api(world.edge))


def _operations(described: Json) -> Iterator[Json]:
    for path in described["paths"].values():
        yield from path.values()


def _check(described: Json, schema: Json, example: Any) -> None:
    whole = {**schema, "components": described["components"]}
    jsonschema_rs.Draft202012Validator(whole).validate(example)


def test_every_answer_has_an_example_that_its_schema_accepts(described: Json) -> None:
    for operation in _operations(described):
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values():
                if operation["operationId"] not in _STREAMED or status != "200":
                    _check(described, content["schema"], content["example"])


def test_every_body_has_an_example_that_its_schema_accepts(described: Json) -> None:
    bodies = [operation["requestBody"] for operation in _operations(described) if "requestBody" in operation]
    assert len(bodies) == 26
    for content in (body["content"]["application/json"] for body in bodies if _IN_PIECES not in body["content"]):
        _check(described, content["schema"], content["example"])


def test_a_content_of_another_kind_is_refused_by_the_schema(described: Json) -> None:
    change = {"verb": "created", "kind": "contact", "content": {"city": "Riom"}}
    with pytest.raises(jsonschema_rs.ValidationError):
        _check(described, {"$ref": "#/components/schemas/Change"}, change)


def test_every_operation_says_how_it_refuses_and_who_may_use_it(described: Json) -> None:
    for operation in _operations(described):
        assert operation["tags"], operation["operationId"]
        assert operation["description"]
        assert {"400", "422", "429", "500", "503"} <= set(operation["responses"])
        assert all(response["description"] for response in operation["responses"].values())
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]
        logged = operation["x-access"] in ("person", "certified")
        assert operation["security"] == ([{"session": []}, {"bearer": []}] if logged else [])
        assert not logged or {"401", "403"} <= set(operation["responses"])


def test_the_two_ways_to_be_known_are_described(described: Json) -> None:
    schemes = described["components"]["securitySchemes"]
    assert schemes["session"] == {"type": "apiKey", "in": "cookie", "name": "session"}
    assert schemes["bearer"] == {"type": "http", "scheme": "bearer"}


async def test_the_description_is_served(world: World) -> None:
    async with world.client() as client:
        served = (await client.get("/api/v1/openapi.json")).json()
    assert served["openapi"].startswith("3.1")
    assert "/api/v1/home" in served["paths"]
    assert not [path for path in served["paths"] if not path.startswith("/api/v1/")]
