from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.translation.glossary import Glossary, read_glossary
from pipeline.translation.make import make_translator
from pipeline.translation.protect import ProtectingTranslator
from pipeline.translation.settings import TranslationSettings

from .fakes import Scripted


def glossary(tmp_path: Path, text: str) -> Glossary:
    (tmp_path / "g.tsv").write_text(text, encoding="utf-8")
    return read_glossary(tmp_path / "g.tsv")


@pytest.mark.parametrize(
    "thing",
    [
        "https://example.org/a?b=1&c=2",
        "www.example.org/news",
        "desk@example.org",
        "#سوريا_اليوم",
        "@agency",
        "F-16",
        "A320",
    ],
)
def test_things_that_a_model_garbles_come_through(thing: str) -> None:
    def say(sentence: str) -> str:  # a model that copies short codes alone
        copied = [w for w in sentence.replace("،", " ").split() if len(w) < 3 and w.isascii()]
        return " ".join(["see", *copied, "now"])

    inner = Scripted(say)
    output = ProtectingTranslator(inner).translate([f"انظر {thing} الآن"])[0]
    assert output.text == f"see {thing} now"
    assert output.flags == ()


def test_what_a_model_never_copies_comes_through_in_its_place() -> None:
    said = {"انظر": "See.", "الآن أو اكتب إلى": "Now or write to", "غدا": "tomorrow."}
    inner = Scripted(lambda s: said.get(s.strip(" ."), "nothing"))
    text = "انظر https://example.org/x الآن أو اكتب إلى desk@example.org غدا."
    output = ProtectingTranslator(inner).translate([text])[0]
    assert output.text == "See https://example.org/x Now or write to desk@example.org tomorrow."
    assert (output.origin, [f.name for f in output.flags]) == ("split", ["split"])


def test_stand_ins_that_were_tried_are_not_tried_again() -> None:
    inner = Scripted(lambda _: "nothing")
    ProtectingTranslator(inner).translate(["انظر desk@example.org الآن"])
    whole = [sentence for sentence in inner.asked if "انظر" in sentence and "الآن" in sentence]
    assert whole == ["انظر desk@example.org الآن", "انظر QZ الآن", "انظر 7351 الآن"]


def test_a_sentence_with_nothing_to_protect_is_translated_once() -> None:
    inner = Scripted(lambda _: "fine")
    ProtectingTranslator(inner).translate(["قال الوزير 5", "نعم"])
    assert inner.asked == ["قال الوزير 5", "نعم"]


@pytest.mark.parametrize(
    ("sentence", "output"),
    [
        ("© 2026 Reuters", "© 2026 Reuters"),
        ("***", "***"),
        ("١٢/٠٥/٢٠٢٦", "12/05/2026"),
        ("٣٫٥٪ ؟", "3.5%?"),
        ("https://example.org/a", "https://example.org/a"),
        ("", ""),
        (" \u200f", ""),
    ],
)
def test_what_holds_no_arabic_letter_is_copied(sentence: str, output: str) -> None:
    inner = Scripted(lambda _: "made up")
    made = ProtectingTranslator(inner).translate(["نعم", sentence, "لا"])
    assert [o.text for o in made] == ["made up", output, "made up"]
    assert (made[1].origin, made[1].score) == ("copy", None)
    assert inner.asked == ["نعم", "لا"]


def test_what_is_copied_heeds_the_glossary(tmp_path: Path) -> None:
    terms = glossary(tmp_path, "AFP\tAgence France-Presse\n")
    output = ProtectingTranslator(Scripted(str.upper), terms).translate(["© 2026 AFP"])[0]
    assert output.text == "© 2026 Agence France-Presse"


def test_a_glossary_is_honoured_in_the_output(toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "g.tsv").write_text("المجلس\tCouncil of State\nالجيش\tARMY\tcase\nدمشق\n", encoding="utf-8")
    settings = TranslationSettings(model=str(toy_model), glossary=str(tmp_path / "g.tsv"), threads=1)
    texts = ["زار الوزير المجلس أمس.", "أعلن الجيش القرار.", "غادر الملك دمشق اليوم.", "قال الرئيس."]
    outputs = make_translator(settings).translate(texts)
    assert [o.text for o in outputs] == [
        "visited minister Council of State yesterday.",
        "announced ARMY decision.",
        "left king دمشق today.",
        "said president.",
    ]
    assert not any(f.name == "glossary" for o in outputs for f in o.flags)


def test_the_longest_term_is_taken_and_prefixes_do_not_hide_it(tmp_path: Path) -> None:
    found = glossary(tmp_path, "# terms\nمجلس\tcouncil\nمجلس الأمن\tSecurity Council\n\n").find(
        "قال ومجلس الأمن وبمجلس"
    )
    assert [term.english for _, _, term in found] == ["Security Council", "council"]


def test_the_signature_changes_with_the_glossary(tmp_path: Path) -> None:
    one, two = glossary(tmp_path, "أ\tA\n"), glossary(tmp_path, "أ\tB\n")
    inner = Scripted(str)
    names = [ProtectingTranslator(inner, g, v).signature for g in (None, one, two) for v in (True, False)]
    assert len(set(names)) == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("أ\tA\nأ\tB\n", r"g\.tsv:2: 'أ' is there twice"),
        ("أ\tA\tcaes\n", r"g\.tsv:1: third column is 'caes'"),
        ("\tA\n", r"g\.tsv:1: no Arabic term"),
    ],
)
def test_a_bad_glossary_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        glossary(tmp_path, text)


def test_a_glossary_holds_whatever_happens_to_figures(toy_model: Path, tmp_path: Path) -> None:
    (tmp_path / "terms.tsv").write_text("قمة 20\tTwenty Summit\n", encoding="utf-8")
    settings = TranslationSettings(model=str(toy_model), threads=1, glossary=str(tmp_path / "terms.tsv"))
    translator = make_translator(settings)
    assert "Twenty Summit" in translator.translate(["زار الرئيس قمة 20 يوم 1,234,567."])[0].text
    inside_out = translator.signature.split("|")  # each wrapper adds its own word behind those of what it wraps
    names = [part.split(":")[0] for part in inside_out]
    assert names.index("number") < names.index("glossary")
