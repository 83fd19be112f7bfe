"""What kind of answer a question wants, and what is left of it as the subject."""

import pytest

from bot.answers.query.kinds import Kind, classify_kind
from bot.answers.query.subject import extract_subject


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What did Nimbus ban?", "what"),
        ("nimbus camera ban", "what"),
        ("What did Nimbus do when protests began?", "what"),
        ("How did Nimbus respond?", "what"),
        ("When did Nimbus ban cameras?", "when"),
        ("when's the vote", "when"),
        ("What date was the ban?", "when"),
        ("On which day did it begin?", "when"),
        ("How long ago was the ban?", "when"),
        ("Nimbus camera ban when?", "when"),
        ("How long is the ban?", "how_long"),
        ("For how long did Nimbus stop?", "how_long"),
        ("How many months will it last?", "how_long"),
        ("What is the duration of the ban?", "how_long"),
        ("How many people were there?", "how_many"),
        ("how much did it cost", "how_many"),
        ("What percentage of cameras failed?", "how_many"),
        ("Who banned cameras?", "who"),
        ("whose cameras were banned", "who"),
        ("Which company banned cameras?", "who"),
        ("Which law enforcement agency used it first?", "who"),
        ("Which organizations may use it?", "who"),
        ("Where is the factory?", "where"),
        ("In which city is it?", "where"),
        ("Why did Nimbus stop?", "why"),
        ("What caused the outage?", "why"),
        ("What was the reason for the ban?", "why"),
        ("How come it failed?", "why"),
        ("Did Nimbus ban cameras?", "whether"),
        ("is the ban over", "whether"),
        ("Hasn't the ban ended?", "whether"),
        ("Do you know whether the ban ended?", "whether"),
        ("Which outlets reported the ban?", "outlets"),
        ("what newspapers covered the ban", "outlets"),
        ("Who reported on the ban?", "outlets"),
        ("who else wrote about the ban", "outlets"),
        ("Where was the ban reported?", "outlets"),
        ("How many outlets covered the ban?", "outlets"),
        ("What is the latest on Nimbus?", "latest"),
        ("latest news", "latest"),
        ("newest article about cameras", "latest"),
        ("Any recent coverage of cameras?", "latest"),
        ("What's new with Nimbus?", "latest"),
        ("the most recent report on cameras", "latest"),
        ("oldest article", "oldest"),
        ("Who was first to report the ban?", "oldest"),
        ("earliest coverage of the ban", "oldest"),
        ("Which outlet reported the ban first?", "oldest"),
        ("List all articles about cameras", "list"),
        ("show me everything on cameras", "list"),
        ("articles about cameras", "list"),
        ("Is there anything about cameras?", "list"),
        ("any news on cameras?", "list"),
        ("What do you have on cameras?", "list"),
        ("Could you please show me all the articles on cameras?", "list"),
        ("Please tell me when Nimbus banned cameras", "what"),
        ("I'd like to know who banned cameras", "who"),
        ("\u00bfWho banned cameras?", "who"),
        ("Which tech giant is the latest to step back?", "what"),
        ("", "what"),
        ("\U0001f642", "what"),
    ],
)
def test_the_kind_of_a_question(text: str, kind: Kind):
    assert classify_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("What did Nimbus ban?", "Nimbus ban"),
        ("nimbus camera ban", "nimbus camera ban"),
        ("Can you please tell me what Nimbus banned?", "Nimbus banned"),
        ("Hi! I'd like to know about the camera ban, thanks!", "camera ban"),
        ("what do you know about cameras", "cameras"),
        ("Who called for new rules?", "called for new rules"),
        ("How long is the ban on cameras?", "ban on cameras"),
        ("What is the latest on Nimbus?", "Nimbus"),
        ("latest news about Nimbus", "Nimbus"),
        ("show me all articles about cameras", "cameras"),
        ("are there any stories on cameras?", "cameras"),
        ("Which outlets reported the ban?", "ban"),
        ("who reported on the ban", "ban"),
        ("who reported the ban first?", "ban"),
        ("news about cameras", "cameras"),
        ("camera news", "camera"),
        ("Sky News", "Sky News"),
        ("a timeline of the ban", "ban"),
        ("latest 3 articles about cameras", "cameras"),
        ("the report of the council", "council"),
        ("A report found nothing new", "report found nothing new"),
        ("articles about cameras that were", "cameras"),
        ("What happened?", ""),
        ("what's new", ""),
        ("latest news", ""),
        ("how many articles are there", ""),
        ("the", ""),
        ("?!", ""),
        ("\u00bfcameras?", "cameras"),
        ("cameras\uff1f", "cameras"),
    ],
)
def test_the_subject_is_what_says_neither_kind_nor_politeness(text: str, subject: str):
    assert extract_subject(text, short=True) == subject


def test_a_long_question_loses_only_its_politeness():
    long = "which company, said to have banned cameras in its shops, was also said by its own staff to have kept them?"
    assert extract_subject(f"Could you please tell me {long}", short=False) == long
