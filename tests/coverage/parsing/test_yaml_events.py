"""YAML is parsed into texts with line numbers, as far as it goes and within limits."""

from bot.coverage.parsing.yaml_events import MAX_ALIASES, MAX_DEPTH, YamlFields, YamlList, parse_yaml


def test_scalars_stay_as_they_were_typed():
    parsed = parse_yaml("date: 2020-06-11\nanswer: Yes\nnumber: 1.10\n")

    assert parsed.top == {"date": "2020-06-11", "answer": "Yes", "number": "1.10"}


def test_keys_have_the_lines_of_the_file():
    parsed = parse_yaml("title: One\nrelated:\n  - title: Two\n", first=10)

    assert parsed.top is not None
    assert parsed.top.lines == {"title": 10, "related": 11}
    related = parsed.top["related"]
    assert isinstance(related, YamlList)
    (item,) = related
    assert isinstance(item, YamlFields)
    assert item.line_of("title") == 12


def test_what_was_parsed_before_an_error_stays():
    parsed = parse_yaml("title: One\nrelated: [\n")

    assert parsed.top is not None
    assert parsed.top["title"] == "One"
    assert parsed.failure is not None
    assert not parsed.is_unrecoverable


def test_a_repeated_key_is_noted_and_the_last_one_is_used():
    parsed = parse_yaml("title: One\ntitle: Two\n")

    assert parsed.top == {"title": "Two"}
    assert [(note.line, note.reason) for note in parsed.notes] == [
        (2, "the key 'title' occurs twice in one mapping; the last one was used")
    ]


def test_a_second_document_is_noted():
    parsed = parse_yaml("title: One\n---\ntitle: Two\n")

    assert parsed.top == {"title": "One"}
    assert [note.reason for note in parsed.notes] == ["only the first YAML document in the file was read"]


def test_merge_keys_and_aliases_are_resolved():
    parsed = parse_yaml("a: &a {name: Herald}\nb:\n  <<: *a\n  domain: x\nc: *a\n")

    assert parsed.top == {"a": {"name": "Herald"}, "b": {"domain": "x", "name": "Herald"}, "c": {"name": "Herald"}}


def test_beyond_a_limit_nothing_more_is_parsed():
    deep = parse_yaml("a: " + "[" * (MAX_DEPTH + 1))
    aliased = parse_yaml("a: &a x\nb: [" + "*a, " * (MAX_ALIASES + 1) + "]\n")

    for parsed in (deep, aliased):
        assert parsed.is_unrecoverable
        assert parsed.failure is not None


def test_text_without_a_mapping_is_unrecoverable():
    assert parse_yaml("only text").is_unrecoverable
    assert parse_yaml("- a\n- b\n").is_unrecoverable
