"""`nutgraf ask`: an answer as text and as JSON, and a conversation over several lines."""

from pathlib import Path

from tests.cli.conftest import Nutgraf, write

QUESTION = "How long did Amazon ban police use of facial recognition?"
KEYS = ["id", "question", "verdict", "confidence", "answer", "articles", "suggestions", "as_of", "took_ms"]


def test_an_answer_shows_quotes_with_outlet_date_and_url(nutgraf: Nutgraf):
    ended = nutgraf("ask", QUESTION)
    assert ended.code == 0
    assert "“Amazon bans police use of its facial recognition technology for one year”" in ended.out
    assert "KMOV · June 11, 2020" in ended.out
    assert "https://www.kmov.com/" in ended.out
    assert "As of January 19, 2022; 15 articles" in ended.out


def test_a_question_needs_no_quotation_marks(nutgraf: Nutgraf):
    assert nutgraf("ask", "--json", *QUESTION.split()).json["question"] == QUESTION


def test_a_question_without_an_answer_is_not_a_failure(nutgraf: Nutgraf):
    ended = nutgraf("ask", "--json", "what does a haircut cost in Lisbon")
    assert ended.code == 0
    assert (ended.json["verdict"], ended.json["answer"]) == ("nothing", [])
    assert ended.json["suggestions"]


def test_the_keys_of_an_answer_are_an_interface(nutgraf: Nutgraf):
    answer = nutgraf("ask", "--json", QUESTION).json
    assert list(answer) == KEYS
    assert answer["verdict"] == "found"
    assert 0 <= answer["confidence"] <= 1
    assert 1 <= len(answer["answer"]) <= 4
    assert all(list(quote) == ["text", "url"] for quote in answer["answer"])
    assert 1 <= len(answer["articles"]) <= 10
    keys = ["title", "url", "outlet", "published", "score", "matched"]
    assert all(list(article) == keys for article in answer["articles"])
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


def test_several_folders_may_be_given(nutgraf: Nutgraf, articles: Path, seeds: Path):
    ended = nutgraf("ask", "--json", "beavers dam", "-c", articles, "--corpus", seeds)
    assert ended.json["verdict"] == "found"
    assert nutgraf("check", "--json", "-c", articles, "-c", seeds).json["files"] == 7


def test_an_article_without_a_url_is_listed_with_null(nutgraf: Nutgraf, articles: Path):
    write(articles / "voles.md", "Voles vanish from Kent", day="2020-06-11", outlet="county.example")
    text = (articles / "voles.md").read_text("utf-8").replace("webUrl: https://county.example/voles\n", "")
    (articles / "voles.md").write_text(text, "utf-8")
    answer = nutgraf("ask", "--json", "voles vanish from Kent", "-c", articles).json
    assert answer["articles"][0]["url"] is None
    assert all(quote["url"] for quote in answer["answer"])
    assert "no link" in nutgraf("ask", "voles vanish from Kent", "-c", articles).out


def test_text_from_a_file_does_not_control_the_terminal(nutgraf: Nutgraf, articles: Path):
    hostile = "Otters \x1b[2J\x1b]8;;https://evil.example\x07click\x1b]8;;\x07 [red]swim[/red] \u202egnp"
    write(articles / "hostile.md", hostile, day="2020-06-11", outlet="river.example")
    out = nutgraf("ask", "otters click swim", "-c", articles).out
    assert "[red]swim[/red]" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_without_a_question_each_line_is_one_and_may_follow_up_the_one_before(nutgraf: Nutgraf):
    lines = f"{QUESTION}\n\nand from the Washington Times?\nthanks\nwhat does it say?\n"
    ended = nutgraf("ask", stdin=lines.encode())
    assert ended.code == 0
    first, second, third, fourth = ended.out.split("articles in the archive.\n")[:4]
    assert "for one year" in first
    assert "Amazon ban police use of facial recognition from Washington Times\u201d" in second
    assert "You\u2019re welcome!" in third
    assert "Here’s what it says:" in fourth
    assert "Washington Times" in fourth


def test_as_json_each_line_stands_alone(nutgraf: Nutgraf):
    answers = nutgraf("ask", "--json", stdin=f"{QUESTION}\nmore\n".encode()).lines
    assert [(answer["question"], answer["verdict"]) for answer in answers] == [(QUESTION, "found"), ("more", "nothing")]


def test_without_a_question_and_without_lines_the_usage_is_wrong(nutgraf: Nutgraf):
    assert nutgraf("ask").code == 2
