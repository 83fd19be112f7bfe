"""The checker of requests finds violations: of a small document, and of Discord's own."""

import os
from pathlib import Path
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from tests.support.openapi import Checker, document_path

CALLBACK = "/interactions/1/token/callback"
PIN = {"type": {"type": "integer", "enum": [1]}, "at": {"type": "string", "format": "date-time"}}
NOTE = {"type": {"type": "integer", "enum": [2]}, "text": {"type": "string", "maxLength": 5}}
SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "paths": {
        "/boards/@mine": {"get": {"operationId": "my_board", "responses": {"200": {}}}},
        "/boards/{board_id}": {
            "parameters": [
                {
                    "name": "board_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "string", "pattern": "^[0-9]+$"},
                }
            ],
            "get": {
                "operationId": "board",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}},
                    {"name": "open", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}},
            },
            "post": {
                "operationId": "pin",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                },
                "responses": {"204": {}},
            },
        },
    },
    "components": {
        "schemas": {
            "Thing": {
                "oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Pin"}, {"$ref": "#/components/schemas/Note"}]
            },
            "Pin": {"type": "object", "properties": PIN, "required": ["type", "at"]},
            "Note": {"type": "object", "properties": NOTE, "required": ["type", "text"]},
        }
    },
}


@pytest.fixture(scope="module")
def small() -> Checker:
    return Checker(SMALL)


def card(**changes: Any) -> dict[str, Any]:
    view = discord.ui.LayoutView()
    section = discord.ui.Section(
        discord.ui.TextDisplay("Harbour reopens"),
        accessory=discord.ui.Thumbnail("https://pictures.example/a.png", description="A harbour"),
    )
    row = discord.ui.ActionRow(discord.ui.Button(label="Open", url="https://paper.example/harbour"))
    view.add_item(discord.ui.Container(section, row, accent_colour=discord.Colour.blue()))
    payload = interaction_message_response_params(type=4, view=view).payload
    assert payload is not None
    payload["data"] |= changes
    return payload


def test_a_request_as_documented_has_no_violations(small: Checker):
    assert small.violations("POST", "/boards/7", {}, {"type": 2, "text": "short"}) == []
    assert small.violations("get", "/boards/7", {"limit": "10", "open": "1"}) == []


def test_an_unknown_path_and_an_unknown_method_are_violations(small: Checker):
    assert small.violations("GET", "/tables/7") == ["GET /tables/7: no such operation"]
    assert small.violations("DELETE", "/boards/7") == ["DELETE /boards/7: no such operation"]


def test_a_literal_path_goes_before_a_template(small: Checker):
    assert small.violations("GET", "/boards/@mine") == []


def test_path_parameters_are_checked(small: Checker):
    assert small.violations("GET", "/boards/x") == ["board: path.board_id: 'x' does not match '^[0-9]+$'"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"limit": "11"}, "board: query.limit: 11 is greater than the maximum of 10"),
        ({"limit": "many"}, "board: query.limit: 'many' is not of type 'integer'"),
        ({"open": "perhaps"}, "board: query.open: 'perhaps' is not of type 'boolean'"),
        ({"colour": "red"}, "board: query.colour: a parameter that Discord does not document"),
    ],
)
def test_query_parameters_are_checked(small: Checker, query: dict[str, str], wrong: str):
    assert small.violations("GET", "/boards/7", query) == [wrong]


def test_a_missing_body_and_an_unwanted_body_are_violations(small: Checker):
    assert small.violations("POST", "/boards/7") == ["pin: body: is required"]
    assert small.violations("GET", "/boards/7", {}, {}) == ["board: body: a body where Discord takes none"]


def test_a_violation_speaks_of_the_alternative_that_was_meant(small: Checker):
    assert small.violations("POST", "/boards/7", {}, {"type": 2, "text": "too long"}) == [
        "pin: body.text: 'too long' is too long"
    ]
    assert small.violations("POST", "/boards/7", {}, {"type": 3}) == [
        "pin: body: {'type': 3} fits none of the alternatives"
    ]


def test_a_field_of_another_alternative_is_unknown(small: Checker):
    stray = {"type": 2, "text": "short", "at": "2021-03-04T05:06:07+00:00"}
    assert small.violations("POST", "/boards/7", {}, stray) == ["pin: body.at: a field that Discord does not document"]


@pytest.mark.parametrize("moment", ["2021-03-04", "yesterday", "2021-03-04T05:06:07"])
def test_formats_are_checked(small: Checker, moment: str):
    wrong = small.violations("POST", "/boards/7", {}, {"type": 1, "at": moment})
    assert wrong == [f"pin: body.at: {moment!r} is not a 'date-time'"]


@pytest.mark.parametrize("moment", ["2021-13-04T05:06:07+00:00", "2021-03-04T25:06:07+00:00", "2021-03-04T05:06:07"])
def test_what_is_like_something_valid_is_checked(small: Checker, moment: str):
    assert small.violations("POST", "/boards/123456789", {}, {"type": 1, "at": "2021-03-04T05:06:07+00:00"}) == []
    assert small.violations("POST", "/boards/234567890", {}, {"type": 1, "at": moment}) != []
    assert small.violations("POST", "/boards/23456789x", {}, {"type": 1, "at": "2021-03-04T05:06:07+00:00"}) != []


def test_answers_are_checked_by_their_status(small: Checker):
    assert small.answer_violations("GET", "/boards/7", 200, []) == []
    assert small.answer_violations("GET", "/boards/7", 200, {}) == ["board: answer: {} is not of type 'array'"]
    assert small.answer_violations("GET", "/boards/7", 302, None) == ["board: answer: 302 is no documented status"]
    assert small.answer_violations("POST", "/boards/7", 204, {}) == ["pin: answer: a body where none is documented"]


def test_the_document_is_named_by_the_environment():
    assert document_path({"DISCORD_OPENAPI": "/etc/api.json", "NUTGRAF_SHARED": "/data"}) == Path("/etc/api.json")
    assert document_path({"NUTGRAF_SHARED": "/data"}) == Path("/data/discord/openapi.json")


def test_a_card_as_discord_py_sends_it_is_valid(openapi: Checker):
    assert openapi.violations("POST", CALLBACK, {"with_response": "1"}, card()) == []


@pytest.mark.parametrize(
    ("component", "fault"),
    [
        ({"type": 10, "content": ""}, "content: '' should be non-empty"),
        ({"type": 10, "content": "x" * 4001}, "is too long"),
        ({"type": 10, "contents": "x"}, "'content' is a required property"),
        ({"type": 99}, "fits none of the alternatives"),
        ({"type": 17, "components": []}, "[] should be non-empty"),
        ({"type": 17, "accent_color": 2**24, "components": [{"type": 14}]}, "maximum of 16777215"),
        ({"type": 1, "components": [{"type": 2, "style": 5, "label": "x" * 81}]}, "is too long"),
        ({"type": 1, "components": [{"type": 2, "style": 5, "url": "http://a b/"}]}, "is not a 'uri'"),
        ({"type": 12, "items": [{"media": {"url": "https://a.example/"}}] * 11}, "is too long"),
    ],
)
def test_a_faulty_component_is_a_violation(openapi: Checker, component: dict[str, Any], fault: str):
    wrong = openapi.violations("POST", CALLBACK, {"with_response": "1"}, card(components=[component]))
    assert any(fault in each for each in wrong), wrong


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"content": "x" * 2001}, "body.data.content: "),
        ({"embeds": [{"title": "x" * 257}]}, "body.data.embeds[0].title: "),
        ({"flags": "64"}, "body.data.flags: '64' is not of type"),
        ({"allowed_mentions": {"parse": ["everything"]}}, "body.data.allowed_mentions.parse[0]: "),
        ({"componets": []}, "body.data.componets: a field that Discord does not document"),
    ],
)
def test_a_faulty_field_is_a_violation(openapi: Checker, changes: dict[str, Any], fault: str):
    wrong = openapi.violations("POST", CALLBACK, {"with_response": "1"}, card(**changes))
    assert [each for each in wrong if fault in each] == wrong != []


def test_too_many_choices_are_a_violation(openapi: Checker):
    body = {"type": 8, "data": {"choices": [{"name": "a", "value": "a"}] * 26}}
    (wrong,) = openapi.violations("POST", CALLBACK, {"with_response": "1"}, body)
    assert wrong.startswith("create_interaction_response: body.data.choices: ")


def test_a_command_with_a_bad_option_is_a_violation(openapi: Checker):
    option = {"type": 3, "name": "question", "description": "x" * 101}
    body = [{"name": "ask", "description": "Ask", "type": 1, "options": [option]}]
    (wrong,) = openapi.violations("PUT", "/applications/1/commands", {}, body)
    assert wrong.startswith("bulk_set_application_commands: body[0].options[0].description: ")


def test_a_multipart_message_is_checked_by_its_payload_and_its_parts(openapi: Checker):
    payload = {"content": "x", "attachments": [{"id": "0", "filename": "chart.png"}]}
    assert openapi.violations("POST", "/channels/1/messages", {}, payload, files=["files[0]"]) == []
    assert openapi.violations("POST", "/channels/1/messages", {}, payload, files=["picture"]) == [
        "create_message: body.picture: not the name of a file's part"
    ]
    (wrong,) = openapi.violations("POST", "/channels/1/messages", {}, {"content": 5}, files=["files[0]"])
    assert wrong.startswith("create_message: body.content: ")


def test_a_reply_whose_ids_are_integers_is_let_through_and_no_more_than_that(openapi: Checker):
    reference = discord.MessageReference(message_id=5, channel_id=6).to_dict()
    assert openapi.violations("POST", "/channels/1/messages", {}, {"message_reference": reference}) == []
    for wrong_id in ("five", True, -1, 1.5):
        body = {"message_reference": {**reference, "message_id": wrong_id}}
        assert openapi.violations("POST", "/channels/1/messages", {}, body) != [], wrong_id


@pytest.mark.usefixtures("openapi")
def test_without_its_deviation_an_integer_id_is_a_violation():
    reference = discord.MessageReference(message_id=5, channel_id=6).to_dict()
    strict = Checker.load(document_path(os.environ), ())
    wrong = strict.violations("POST", "/channels/1/messages", {}, {"message_reference": reference})
    assert len(wrong) == 2


def test_tts_is_let_through_in_an_edit_only_where_it_is_false(openapi: Checker):
    edit = handle_message_parameters("Mended").payload
    assert edit is not None
    assert openapi.violations("PATCH", "/webhooks/1/token/messages/@original", {}, edit) == []
    (wrong,) = openapi.violations("PATCH", "/webhooks/1/token/messages/@original", {}, edit | {"tts": True})
    assert "body.tts" in wrong
