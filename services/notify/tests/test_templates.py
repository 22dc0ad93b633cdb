"""The texts: plain, discreet, complete; and the rules beside what the rest of the suite knows of rights."""

import re
from datetime import date
from pathlib import Path

import pytest
import textstat
import yaml

from services.notify.calendar.loader import RulebookError, load
from services.notify.domain.calendar import due_items
from services.notify.domain.items import Matter, Standing, make_item
from services.notify.domain.months import french_months
from services.notify.domain.profile import Duty, DutyKind, Piece, Profile
from services.notify.templates.loader import HERE, TemplateError, load_templates
from services.notify.templates.render import ALWAYS, Template
from services.notify.tests.profiles import held

BOOK = load()
TEMPLATES = load_templates(BOOK)
RIGHTS = Path("services/rights/catalogue")
# Kandel and Moles' scale for French: from 70 on, « assez facile » and easier. Every text reached 70 when the bound was set.
EASY = 70
# « a screen shows it, or a letter's envelope »
LONGEST_TITLE = 70
FACTS = ALWAYS | {
    "end",
    "paid",
    "by",
    "start",
    "notified",
    "path",
    "article",
    "label",
    "otherwise",
    "holder",
    "year",
    "cover",
    "remedy",
    "doubt",
    "was_due",
}


def every() -> list[Template]:
    return list(TEMPLATES.templates.values())


def readable(text: str) -> float:
    textstat.set_lang("fr")
    return float(textstat.flesch_reading_ease(text))


@pytest.mark.parametrize("template", every(), ids=lambda template: template.ident)
def test_a_text_is_easy_to_read(template: Template) -> None:
    said = (template.texts[part] for part in ("because", "body", "rule_quote", "consequence"))
    assert readable("\n".join(said)) >= EASY
    assert readable(template.texts["body"]) >= EASY


@pytest.mark.parametrize("template", every(), ids=lambda template: template.ident)
def test_a_title_may_be_read_over_a_shoulder(template: Template) -> None:
    title = template.texts["title"]
    secret = r"RSA|AAH|AEEH|santé|médic|soin|handicap|maladie|chômage|retraite|invalid|séjour|prime|aide|solidarité|enfant|allocation"
    assert not re.search(secret, title, re.IGNORECASE)
    assert (
        len(
            title.format(
                due="30 septembre 2026", end="30 septembre 2026", start="30 septembre 2026", paid="30 septembre 2026"
            )
        )
        <= LONGEST_TITLE
    )


@pytest.mark.parametrize("template", every(), ids=lambda template: template.ident)
def test_a_text_says_why_and_holds_no_link(template: Template) -> None:
    assert template.texts["because"].startswith("Parce qu")
    assert template.placeholders() <= FACTS
    for text in template.texts.values():
        assert not re.search(r"https?:|www\.|\.fr\b", text)
        assert text == text.strip()
    for part in ("because", "body", "rule_quote", "consequence"):
        assert template.texts[part][-1] in ".»}"


def test_what_is_pressed_leads_to_a_page_of_the_portal_or_to_an_official_site() -> None:
    menu = Path("services/bff/pages/rendering.py").read_text("utf-8")
    pages = set(re.findall(r'href="(/[^"]*)"', menu))
    assert "/demandes" in pages
    for template in every():
        for url in (template.action_url, *template.action_urls.values()):
            assert not url or url in pages or url.startswith("https://")


def test_sentences_are_short() -> None:
    long = [
        (template.ident, sentence)
        for template in every()
        for part in ("because", "body", "consequence")
        for sentence in re.split(r"(?<=[.:!?])\s+", template.texts[part])
        if len(sentence.split()) > 25
    ]
    assert not long


def test_the_person_is_told_why_with_the_day() -> None:
    profile = Profile(rights=(held("c2s", "cnam", end="2026-12-31"),))
    words = TEMPLATES.words(due_items(profile, BOOK, date(2026, 9, 1))[0])
    assert words.because == "Parce que votre complémentaire santé solidaire se termine le 31 décembre 2026."
    assert words.template == "css-renouvellement/1"
    assert "Si l'Assurance maladie vous en donne une autre, suivez la sienne." in words.source_note
    assert words.legal_reference == "CSS art. L. 861-5"


def test_what_the_organisme_told_is_said_to_come_from_it() -> None:
    duty = Duty(DutyKind.DECLARATION, date(2026, 11, 30))
    words = TEMPLATES.words(
        due_items(Profile(rights=(held("rsa", "msa", duties=[duty]),)), BOOK, date(2026, 11, 22))[0]
    )
    assert words.source_note == "Cette date est donnée par la MSA."
    assert words.action_url == "https://www.msa.fr/"
    assert "la déclaration porte sur juillet, août et septembre 2026" in words.body


def test_what_is_not_known_leaves_its_place_to_a_default() -> None:
    piece = Piece("p", "c", "rsa", "cnaf", "", asked=date(2026, 11, 1), due=date(2026, 12, 1))
    words = TEMPLATES.words(due_items(Profile(pieces=(piece,)), BOOK, date(2026, 11, 22))[0])
    assert words.label == "Envoyer un document : un justificatif"
    assert words.consequence.startswith("Sans ce document")
    nobody = make_item(
        BOOK.appeal.head,
        Matter("c", "inconnue", ""),
        date(2026, 11, 1),
        date(2026, 12, 1),
        Standing(facts={"notified": date(2026, 10, 1)}),
    )
    assert "un de vos droits" in TEMPLATES.words(nobody).because


def test_months_are_listed_as_one_says_them() -> None:
    assert french_months((date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1))) == "février, mars et avril 2025"
    assert (
        french_months((date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)))
        == "novembre, décembre 2025 et janvier 2026"
    )
    assert french_months((date(2025, 11, 1),)) == "novembre 2025"


def catalogue() -> dict[str, bool]:
    """The benefits of the rights service, and whether they tell something about health."""
    files = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(RIGHTS.glob("benefits/*.yaml"))]
    return {one["id"]: one.get("health_sensitive", False) for file in files for one in file["benefits"]}


def test_every_rule_is_about_a_benefit_that_exists_and_is_as_discreet() -> None:
    known = catalogue()
    for listed in (BOOK.declarations, BOOK.renewals, BOOK.schooling):
        for benefit, rules in listed.items():
            assert benefit in known
            assert all(rule.head.health == known[benefit] for rule in rules)
    automatic = {name for rules in BOOK.renewals.values() for rule in rules for name in rule.automatic_with}
    assert automatic | BOOK.retirement.benefits <= known.keys()


def test_every_benefit_and_every_organisme_has_a_name() -> None:
    organismes = yaml.safe_load((RIGHTS / "organismes.yaml").read_text("utf-8"))["organismes"]
    assert set(TEMPLATES.names.benefits) == set(catalogue())
    assert set(TEMPLATES.names.organismes) == {one["id"] for one in organismes}


def test_a_template_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "names.yaml").write_text((HERE / "names.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(TemplateError, match="no template aah-renouvellement/1"):
        load_templates(BOOK, tmp_path)


def test_a_rule_that_contradicts_itself_stops_the_start(tmp_path: Path) -> None:
    for path in Path("services/notify/calendar").glob("*.yaml"):
        (tmp_path / path.name).write_text(
            path.read_text("utf-8").replace("closes: {months: 6}", "closes: {months: 10}"), "utf-8"
        )
    with pytest.raises(RulebookError, match="aah-renouvellement: closes before it opens"):
        load(tmp_path)


def test_a_changed_rule_gives_another_version(tmp_path: Path) -> None:
    for path in Path("services/notify/calendar").glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes() + b"\n")
    assert load(tmp_path).version != BOOK.version == load().version
