"""`nutgraf ask`: an answer for reading, its JSON, and batches."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Nutgraf, write

QUESTION = "How long did Amazon ban police use of facial recognition?"
KEYS = ["id", "question", "verdict", "confidence", "answer", "articles", "suggestions", "as_of", "took_ms"]


def test_an_answer_shows_quotes_with_outlet_date_and_address(nutgraf: Nutgraf):
    ended = nutgraf("ask", QUESTION)
    assert ended.code == 0
    assert "“Amazon bans police use of its facial recognition technology for one year”" in ended.out
    assert "KMOV · June 11, 2020" in ended.out
    assert "https://www.kmov.com/" in ended.out
    assert "As of January 19, 2022; 15 articles" in ended.out


def test_a_question_needs_no_quotation_marks(nutgraf: Nutgraf):
    assert nutgraf("ask", "--json", *QUESTION.split()).json["question"] == QUESTION


def test_a_question_that_the_archive_can_not_answer_is_no_failure(nutgraf: Nutgraf):
    ended = nutgraf("ask", "--json", "what does a haircut cost in Lisbon")
    assert ended.code == 0
    assert (ended.json["verdict"], ended.json["answer"]) == ("nothing", [])
    assert ended.json["suggestions"]


def test_the_json_of_an_answer_has_just_the_keys_it_promises(nutgraf: Nutgraf):
    answer = nutgraf("ask", "--json", QUESTION).json
    assert list(answer) == KEYS
    assert answer["verdict"] == "found"
    assert 0 <= answer["confidence"] <= 1
    assert 1 <= len(answer["answer"]) <= 4
    assert all(list(quote) == ["text", "url"] for quote in answer["answer"])
    assert 1 <= len(answer["articles"]) <= 10
    listed = ["title", "url", "outlet", "published", "score", "matched"]
    assert all(list(article) == listed for article in answer["articles"])
    scores = [article["score"] for article in answer["articles"]]
    assert scores == sorted(scores, reverse=True)
    assert answer["as_of"] == "2022-01-19T09:30:00Z"
    assert answer["took_ms"] > 0


def test_a_date_at_day_precision_is_written_as_a_day(nutgraf: Nutgraf, articles: Path):
    write(articles / "swans.md", "Swans are counted on the Avon", day="2020-06-11T00:00:00Z#", outlet="river.example")
    text = (articles / "swans.md").read_text("utf-8").replace("2020-06-11T00:00:00Z#T08:30:00Z", "2020-06-11T00:00:00Z")
    (articles / "swans.md").write_text(text, "utf-8")
    article = nutgraf("ask", "--json", "swans counted on the Avon", "--corpus", articles).json["articles"][0]
    assert article["published"] == "2020-06-11"


def test_corpus_may_be_given_more_than_once(nutgraf: Nutgraf, articles: Path, seeds: Path):
    ended = nutgraf("ask", "--json", "beavers dam", "-c", articles, "--corpus", seeds)
    assert ended.json["verdict"] == "found"
    assert nutgraf("check", "--json", "-c", articles, "-c", seeds).json["files"] == 7


def test_a_record_without_an_address_is_listed_with_null(nutgraf: Nutgraf, articles: Path):
    write(articles / "voles.md", "Voles vanish from Kent", day="2020-06-11", outlet="county.example")
    text = (articles / "voles.md").read_text("utf-8").replace("webUrl: https://county.example/voles\n", "")
    (articles / "voles.md").write_text(text, "utf-8")
    answer = nutgraf("ask", "--json", "voles vanish from Kent", "-c", articles).json
    assert answer["articles"][0]["url"] is None
    assert all(quote["url"] for quote in answer["answer"])
    assert "no link" in nutgraf("ask", "voles vanish from Kent", "-c", articles).out


def test_text_of_a_file_does_not_steer_the_terminal(nutgraf: Nutgraf, articles: Path):
    hostile = "Otters \x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07 [red]swim[/red] \u202egnp"
    write(articles / "hostile.md", hostile, day="2020-06-11", outlet="river.example")
    out = nutgraf("ask", "otters click swim", "-c", articles).out
    assert "[red]swim[/red]" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_batch_answers_in_order_under_the_ids_it_was_given(nutgraf: Nutgraf, tmp_path: Path):
    file = tmp_path / "questions.jsonl"
    asked = [{"id": 7, "question": QUESTION}, {"id": "b", "question": "haircuts in Lisbon"}, {"question": "Reuters"}]
    file.write_text("\ufeff" + "\n".join(map(json.dumps, asked)) + "\n\n", "utf-8")
    ended = nutgraf("ask", "--batch", file, "--json")
    assert ended.code == 0
    assert [line["id"] for line in ended.lines] == [7, "b", None]
    assert [line["question"] for line in ended.lines] == [each["question"] for each in asked]
    assert all(list(line) == KEYS for line in ended.lines)


def test_a_batch_comes_from_standard_input_too(nutgraf: Nutgraf):
    ended = nutgraf("ask", "--batch", "-", stdin=json.dumps({"id": 1, "question": QUESTION}))
    assert [line["verdict"] for line in ended.lines] == ["found"]


def test_bad_lines_are_named_in_their_place_and_fail_the_batch_at_its_end(nutgraf: Nutgraf):
    lines = [
        b"not json",
        b'{"id": 2, "question": 5}',
        b'{"id": 3}',
        b"[1]",
        b'{"id": "\xff", "question": "x"}',
        b"[" * 100_000,
        b'{"id": 7, "question": "' + b"x" * 1_100_000 + b'"}',
        b'{"id": 8, "question": "police \\ud800 recognition"}',
    ]
    ended = nutgraf("ask", "--batch", "-", stdin=b"\n".join(lines))
    assert ended.code == 1
    *bad, good = ended.lines
    assert [line["id"] for line in bad] == [None, 2, 3, None, None, None, None]
    assert [line["error"].partition(":")[0] for line in bad] == [f"line {number}" for number in range(1, 8)]
    assert (good["id"], good["verdict"] in {"found", "weak", "nothing"}) == (8, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", " "],
        ["ask", "--batch", "/no/such/file"],
        ["ask", "x", "--corpus", "/no/such/folder"],
        ["ask", "x", "--nonsense"],
        ["ask", "x", "--batch", "-"],
        ["nonsense"],
        ["latest", "--count", "0"],
        ["source"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two_and_says_nothing_on_standard_output(nutgraf: Nutgraf, arguments: list[str]):
    ended = nutgraf(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err


def test_bad_settings_end_with_78_and_are_all_named(nutgraf: Nutgraf):
    ended = nutgraf("ask", "x", LOG_LEVEL="loud", DISCORD_TOKEN="abc", CORPUS="/no/such/folder")  # noqa: S106
    assert (ended.code, ended.out) == (78, "")
    assert all(name in ended.err for name in ("LOG_LEVEL", "DISCORD_TOKEN", "CORPUS"))


def test_settings_may_stand_in_a_file(nutgraf: Nutgraf, tmp_path: Path, articles: Path):
    (tmp_path / ".env").write_text("LOG_LEVEL=loud\n", "utf-8")
    assert nutgraf("ask", "x").code == 78
    (tmp_path / ".env").write_text(f"CORPUS={articles}\n", "utf-8")
    del nutgraf.environ["CORPUS"]
    assert nutgraf("topics", "--json").json["topics"][0]["name"] == "Wildlife"


def test_logs_never_mix_with_json(nutgraf: Nutgraf, articles: Path):
    (articles / "broken.md").write_text('---\ntitle: "never closed\nexcerpt: x\n', "utf-8")
    ended = nutgraf("ask", "--json", "otters", "-c", articles, LOG_LEVEL="debug", CACHEDIR="x")
    assert ended.json["verdict"]
    assert "CACHE_DIR" in ended.err


def test_without_a_question_every_line_is_one_and_may_follow_up_the_one_before(nutgraf: Nutgraf):
    lines = f"{QUESTION}\n\nand from Reuters?\nthanks\nwhat does it say?\n"
    ended = nutgraf("ask", stdin=lines.encode())
    assert ended.code == 0
    first, second, third, fourth = ended.out.split("in the archive.\n")[:4]
    assert "for one year" in first
    assert "Answering: \u201cHow long did Amazon ban police use of facial recognition from Reuters\u201d" in second
    assert "You\u2019re welcome!" in third
    assert "Here’s what it says:" in fourth
    assert "Reuters" in fourth


def test_as_json_every_line_is_a_question_of_its_own(nutgraf: Nutgraf):
    answers = nutgraf("ask", "--json", stdin=f"{QUESTION}\nmore\n".encode()).lines
    assert [(answer["question"], answer["verdict"]) for answer in answers] == [(QUESTION, "found"), ("more", "nothing")]


def test_without_a_question_and_without_a_line_the_usage_is_said(nutgraf: Nutgraf):
    assert nutgraf("ask").code == 2
