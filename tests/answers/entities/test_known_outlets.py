"""The list of widely known outlets."""

import pytest

from bot.answers.entities.known_outlets import load_known_outlets


@pytest.mark.parametrize("form", ["washingtonpost", "wapo", "washingtonpostcom"])
def test_an_outlet_is_listed_under_every_form_of_its_names(form: str):
    assert load_known_outlets().by_form[form].name == load_known_outlets().by_form["washingtonpost"].name


def test_names_come_first_and_domains_apart():
    outlet = load_known_outlets().by_form["washingtonpost"]
    assert outlet.names[0] == outlet.name
    assert "washingtonpost.com" in outlet.domains


def test_every_ordinary_name_is_that_of_a_listed_outlet_or_a_word():
    outlets = load_known_outlets()
    assert "time" in outlets.ordinary
    assert "gazette" in outlets.outlet_words
    assert "news" in outlets.generic
