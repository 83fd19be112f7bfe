"""`nutgraf doctor`: the findings as text and as JSON, and the exit code."""

from tests.cli.conftest import Nutgraf


def test_a_good_set_up_is_fine(nutgraf: Nutgraf):
    ended = nutgraf("doctor")
    assert ended.code == 0
    assert "Everything is fine." in ended.out


def test_everything_wrong_is_named_at_once(nutgraf: Nutgraf):
    ended = nutgraf("doctor", "--json", LOG_FORMAT="xml", DISCORD_TOKEN="abc")  # noqa: S106
    bad = {finding["name"] for finding in ended.json["findings"] if finding["state"] == "bad"}
    assert (ended.code, ended.json["well"], bad) == (78, False, {"LOG_FORMAT", "DISCORD_TOKEN"})
    assert "2 problems to fix" in nutgraf("doctor", LOG_FORMAT="xml", DISCORD_TOKEN="abc").out  # noqa: S106


def test_the_keys_of_a_finding_are_an_interface(nutgraf: Nutgraf):
    findings = nutgraf("doctor", "--json", LOG_FORMAT="xml").json["findings"]
    assert {tuple(finding) for finding in findings} == {("name", "state", "said", "mend")}


def test_without_a_token_there_is_nothing_to_ask_discord(nutgraf: Nutgraf):
    assert "nothing to ask Discord" in nutgraf("doctor", "--online").out
