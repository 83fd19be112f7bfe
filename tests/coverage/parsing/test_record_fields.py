"""Records are read in all the forms that they have had, and oddities are noted."""

import pytest

from tests.support.article_file import read, reasons


def test_old_names_of_fields_are_understood():
    record = read(
        '---\ntitle: Old\nabstract: From before\noriginalUrl: "https://a.example/1"\n'
        "provider:\n  name: A\n  id: a.example\nscore: 3\n---\n"
    ).records[0]

    assert record.excerpt == "From before"
    assert record.url == "https://a.example/1"
    assert record.outlet_domain == "a.example"


@pytest.mark.parametrize("value", ["", "null", "~", '""', "[]", "{}"])
@pytest.mark.parametrize("field", ["excerpt", "webUrl", "topics", "images", "related", "publishedDateTime", "provider"])
def test_an_empty_field_does_not_affect_the_others(field: str, value: str):
    reading = read(f"---\ntitle: Only a title\n{field}: {value}\n---\n")

    assert [record.title for record in reading.records] == ["Only a title"]
    assert not reasons(reading, "error")


def test_removed_is_read():
    assert read("---\ntitle: Gone\nremoved: true\n---\n").records[0].removed
    assert not read("---\ntitle: Here\nremoved: false\n---\n").records[0].removed


def test_the_reason_of_a_withdrawal_is_read():
    text = "---\ntitle: Gone\nremoved: true\nremovedReason: 'The photo was &quot;made up&quot;.'\n---\n"
    assert read(text).records[0].removed_reason == 'The photo was "made up".'


def test_a_reason_without_a_withdrawal_has_no_effect_and_is_reported():
    reading = read("---\ntitle: Here\nremovedReason: A mistake\n---\n")
    assert reading.records[0].removed_reason == ""
    assert any("removedReason" in problem.reason for problem in reading.problems)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.example/x", "nonsense"])
def test_an_unusable_url_is_noted_and_not_used(url: str):
    reading = read(f'---\ntitle: No link\nwebUrl: "{url}"\n---\n')

    assert reading.records[0].url is None
    assert reasons(reading) == [
        "the record has no usable URL, so its article is listed but never quoted",
        "'webUrl' is not a usable http or https URL",
    ]


def test_an_unusable_date_is_noted_and_not_used():
    reading = read('---\ntitle: When\npublishedDateTime: 1969-01-01\nwebUrl: "https://a.example/x"\n---\n')

    assert reading.records[0].published is None
    assert [(problem.line, problem.reason) for problem in reading.problems] == [
        (3, "the date was ignored: it is before 1990")
    ]


def test_a_record_without_title_and_excerpt_is_an_error():
    reading = read('---\nwebUrl: "https://a.example/x"\n---\n')

    assert reading.records == ()
    assert reasons(reading, "error") == ["the record has neither 'title' nor 'excerpt'"]


def test_a_nested_record_without_title_and_excerpt_is_noted():
    reading = read('---\ntitle: Main\nrelated:\n  - webUrl: "https://a.example/x"\n---\n')

    assert len(reading.records) == 1
    assert reasons(reading, "warning") == ["a nested record has neither 'title' nor 'excerpt' and was left out"]


def test_a_list_in_the_place_of_a_text_is_joined_and_noted():
    reading = read('---\ntitle:\n  - One\n  - Two\nwebUrl: "https://a.example/x"\n---\n')

    assert reading.records[0].title == "One Two"
    assert reasons(reading) == ["'title' is a list or mapping; its texts were joined"]


def test_a_topic_with_a_colon_is_one_topic():
    reading = read('---\ntitle: Cloud\ntopics:\n  - AWS: Lambda\n  - AI\nwebUrl: "https://a.example/x"\n---\n')

    assert reading.records[0].topics == ("AWS: Lambda", "AI")


def test_the_first_image_with_a_usable_url_counts():
    reading = read(
        '---\ntitle: Seen\nwebUrl: "https://a.example/x"\nimages:\n  - url: nonsense\n'
        "  - url: https://a.example/p.jpg\n    width: 12\n---\n"
    )

    image = reading.records[0].image
    assert image is not None
    assert (image.url, image.width, image.height) == ("https://a.example/p.jpg", 12, 0)
    assert reasons(reading) == ["an image has no usable URL and was left out"]


def test_keys_that_are_almost_known_are_read_and_noted():
    reading = read(
        "---\nTitle: Tram opens\nExcerpt: It opened.\npublished_date_time: 2024-03-01\nWeb-URL: https://a.example/1\n"
        "pro\u200bvider:\n  NAME: Herald\n---\n"
    )

    (record,) = reading.records
    assert (record.title, record.url, record.outlet_name) == ("Tram opens", "https://a.example/1", "Herald")
    assert record.published is not None
    assert "the key 'Title' was read as 'title'" in reasons(reading, "warning")
    assert len(reasons(reading, "warning")) == 6


def test_a_key_as_it_should_be_wins_over_one_that_is_almost_it():
    reading = read("---\ntitle: Right\nTITLE: WRONG\nwebUrl: https://a.example/1\n---\n")

    assert (reading.records[0].title, reasons(reading)) == ("Right", [])


def test_topics_as_text_are_split_at_commas():
    reading = read("---\ntitle: A\nwebUrl: https://a.example/1\ntopics: Transport, City\n---\n")

    assert reading.records[0].topics == ("Transport", "City")
    assert reasons(reading) == ["'topics' is text; it was split at its commas"]


def test_topics_as_mappings_give_their_names():
    reading = read(
        "---\ntitle: A\nwebUrl: https://a.example/1\ntopics:\n  - name: Transport\n    id: 3\n  - {label: City}\n"
        "  - AWS: Lambda\n---\n"
    )

    assert reading.records[0].topics == ("Transport", "City", "AWS: Lambda")
