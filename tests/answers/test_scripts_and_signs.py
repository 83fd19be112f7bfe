"""Questions in other scripts, and about names of letters and signs, over archives that lack what is asked for."""

from datetime import UTC, datetime

import pytest

from bot.answers.answer import Answer
from bot.answers.desk.desk import Desk
from bot.answers.pipeline import answer
from tests.support.desks import build_desk, build_record

NOW = datetime(2024, 5, 20, tzinfo=UTC)


def build(*articles: tuple[str, str]) -> Desk:
    return build_desk(
        *(
            build_record(title, excerpt=excerpt, url=f"https://a.example/{number}")
            for number, (title, excerpt) in enumerate(articles)
        )
    )


ARCHIVES = {
    "th": build(
        ("ขอนแก่นเปิดตลาดใหม่", "จังหวัดขอนแก่นเปิดตลาดกลางคืนเมื่อวันเสาร์"),
        ("ราคายางลดลง", "ราคายางพาราลดลงร้อยละห้าในเดือนนี้"),
        ("ทีมว่ายน้ำได้เหรียญ", "ทีมว่ายน้ำหญิงได้สามเหรียญที่มาเลเซีย"),
    ),
    "hi": build(
        ("पटना में पुल खुला", "पटना में गंगा पर नया पुल सोमवार को खुला।"),
        ("प्याज के भाव गिरे", "प्याज के भाव इस हफ़्ते बीस प्रतिशत गिरे।"),
        ("कबड्डी टीम फाइनल में", "कबड्डी टीम ने सेमीफाइनल दो अंक से जीता।"),
    ),
    "ja": build(
        ("神戸で音楽祭", "神戸で国際音楽祭が開かれた。"),
        ("仙台の港で停電", "仙台の港で停電があり、船が遅れた。"),
        ("長崎の坂に新しい店", "長崎の坂に新しい店が並んだ。"),
    ),
    "signs": build(
        ("C# gets a faster compiler", "The C# compiler is twice as fast, its makers say."),
        ("F-16 jets fly over the fair", "Two F-16 jets flew over the fair on Sunday."),
        ("B&O opens a shop", "B&O opened a shop in the harbour."),
        ("X shows longer posts", "X lets its members write longer posts."),
        ("A.I. helps weather desk", "The weather desk uses A.I. for its maps."),
        ("Co-operative dairy closes", "The co-operative dairy closed after ninety years."),
        ("#KeepTheFerry trends", "Hundreds wrote under #KeepTheFerry on Monday."),
        ("Festival ends with Who concert", "The Who closed the festival with an old song."),
    ),
}


def ask(archive: str, question: str) -> Answer:
    return answer(question, ARCHIVES[archive], now=NOW)


@pytest.mark.parametrize(
    ("archive", "question"),
    [
        ("th", "ขอนแก่น"),
        ("th", "ราคายาง"),
        ("hi", "पटना पुल"),
        ("hi", "प्याज"),
        ("ja", "神戸で音楽祭"),
        ("ja", "仙台 停電"),
        ("signs", "C#"),
        ("signs", "F-16"),
        ("signs", "F16 jets"),
        ("signs", "B&O"),
        ("signs", "X"),
        ("signs", "AI"),
        ("signs", "A.I."),
        ("signs", "co op dairy"),
        ("signs", "#KeepTheFerry"),
        ("signs", "The Who"),
    ],
)
def test_a_subject_that_the_archive_has_is_found(archive: str, question: str):
    assert ask(archive, question).verdict == "found"


@pytest.mark.parametrize(
    ("archive", "question"),
    [
        ("th", "หนองคาย น้ำท่วม"),
        ("th", "ราคาทองคำ"),
        ("th", "ทีมฟุตบอลชาย"),
        ("hi", "चुनाव"),
        ("hi", "टमाटर के भाव"),
        ("hi", "हॉकी टीम"),
        ("ja", "仙台で音楽祭"),
        ("ja", "神戸で停電"),
        ("ja", "横浜"),
        ("signs", "C++ compiler"),
        ("signs", "C++"),
        ("signs", "M-16 order"),
        ("signs", "M&S shop"),
    ],
)
def test_a_subject_that_the_archive_lacks_is_not_found(archive: str, question: str):
    assert ask(archive, question).verdict != "found"
