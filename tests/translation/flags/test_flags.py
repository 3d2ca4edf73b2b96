from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translation.flags import detectors, find_flags

GOOD = [
    ("زار الرئيس دمشق في ١٥ شباط/فبراير ٢٠٢٢.", "The president visited Damascus on 15 February 2022."),
    ("قتل 21 شخصا.", "Twenty-one people were killed."),
    ("بلغ العدد 2.5 مليون", "The number reached 2,500,000."),
    ("باع 9000 نسخة", "It sold 9,000 copies."),
    ("باع 3,500 نسخة", "It sold 3.5 thousand copies."),
    ("في الساعة 18:30", "At 6:30 p.m."),
    ("المركز 3", "Third place"),
    ("في 15/2/2022", "On February 15, 2022"),
    ("لم يحضر الوزير.", "The minister was absent."),
    ("لا يزال الوضع هادئا", "The situation is still calm."),
    ("قال إن هذا غير ممكن", "He said that this was impossible."),
    ("قال: «سنعود»", 'He said: "We will return"'),
    ("", ""),
    ("نعم نعم نعم نعم", "Yes yes yes yes"),
    ("زار مصر والأردن وتركيا", "He visited Egypt, Jordan and Türkiye."),
    ("وقع iPhone 12", "The iPhone 12 fell."),
    ("بنسبة ٪٥٫٥", "By 5.5 percent"),
    ("تطالب بعدم التوسع وعدم نشر الأسلحة", "It demands no expansion and that weapons not be deployed."),
    ("في القرن الخامس عشر", "In the 15th century"),
    ("من 1950 وحتى 1953", "In 1950-53"),
    ("قتل ثلاثة وعشرون شخصا", "23 people were killed."),
    ("أصيب مئة وخمسة وأربعون ألفا", "145,000 were injured."),
    ("يعمل هنا ألفا موظف", "2,000 people work here."),
    ("كان ذلك في ثمانينيات القرن الماضي", "That was in the 1980s."),
    ("انتظر ساعة ونصف الساعة", "He waited for 1.5 hours."),
    ("في كانون الثاني/يناير", "In 01"),
    ("أعلن نصف السكان ذلك", "50% of the people said so."),
    ("مر يومان", "2 days went by."),
    ("بلغ الإنفاق ثلاثمئة مليون", "Spending reached 300 million."),
    ("قال الوزير ذلك", "The minister&#39;s words"),
]
BAD = [
    ("number", "ولد عام ٢٠١٧ في القاهرة", "He was born in 2012 in Cairo"),
    ("number", "قتل 500 شخص", "50 people were killed"),
    ("number", "بلغ 5000 قبل الميلاد", "It was 500 BC"),
    ("number", "قتل ثلاثة عشر شخصا", "18 people were killed"),
    ("number", "عبر التاكسي المائي", "by the 100 taxi"),
    ("number", "في القرن الخامس عشر", "In the 16th century"),
    ("number", "زار 7 مدن", "He visited 7 cities in 4 days"),
    ("repetition", "هراء في الكلام", "nonsense, blah, blah, blah, blah"),
    ("repetition", "نسخة من القرص", "a p-p-p-p-p-p-p-p copy"),
    (
        "repetition",
        "قال الوزير إنه سيعود",
        "the minister of the state said the minister of the state and the minister of the state",
    ),
    ("length", "تمت كتابة أقدم كتاب معروف في العالم باللغة السنسكريتية ثم تلاشت هذه اللغة", "The oldest book."),
    ("length", "نعم", "Yes, and then he went on to say many things that the source does not have"),
    ("untranslated", "قال الوزير اليوم", "قال الوزير اليوم"),
    ("residue", "قال الوزير اليوم إن", "The minister said اليوم that"),
    ("empty", "قال الوزير", "..."),
    ("quotes", "قال: «سنعود»", 'He said: "We will return'),
    ("quotes", "الأمم (المنظمة)", "The nations (organisation"),
    ("negation", "لم يحضر الوزير الجلسة", "The minister attended the session."),
    ("negation", "أكد عدم المشاركة", "He confirmed the participation."),
    ("negation", "تطالب بعدم التوسع وعدم نشر الأسلحة", "It demands expansion and not deploying weapons."),
    ("entity", "زار الوزير موسكو", "The minister visited Minsk."),
    ("entity", "أعلنت شركة Acme", "The company announced"),
]


@pytest.mark.parametrize(("source", "output"), GOOD)
def test_a_good_translation_raises_no_doubt(source: str, output: str) -> None:
    assert find_flags(source, output) == ()


@pytest.mark.parametrize(("name", "source", "output"), BAD)
def test_a_damaged_one_does(name: str, source: str, output: str) -> None:
    assert name in [flag.name for flag in find_flags(source, output)]


def test_every_detector_has_a_case() -> None:
    assert {name for name, _, _ in BAD} == set(detectors.names())


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_upsets_a_detector(source: str, output: str) -> None:
    for flag in find_flags(source, output):
        assert flag.detail
        assert "\n" not in flag.detail or "\n" in source + output
