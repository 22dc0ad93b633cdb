"""Every screen, in every case of the gallery."""

import itertools
import re
from collections import Counter

import pytest

from services.bff.pages.rendering import Frame
from services.bff.pages.tests import examples_of_situation, moments
from services.bff.pages.tests.gallery import SCREENS, pages
from services.bff.pages.tests.reading import Element, read
from services.bff.views.receipts import DeclarationsView

PAGES = pages()
everywhere = pytest.mark.parametrize("name", SCREENS)


def page(name: str) -> Element:
    return read(SCREENS[name].html(PAGES))


def ids(element: Element) -> list[str]:
    return [one.attributes["id"] for one in element.all() if "id" in one.attributes]


@everywhere
def test_a_page_has_no_script_or_style_of_its_own(name: str) -> None:
    for element in page(name).all():
        assert element.tag != "style"
        assert element.tag != "script" or (element.attributes["src"].startswith("/static/") and not element.text)
        assert not [attribute for attribute in element.attributes if attribute == "style" or attribute.startswith("on")]
        assert not element.attributes.get("href", "").lower().startswith(("javascript:", "data:"))


@everywhere
def test_every_form_carries_the_session_s_token_and_a_key_of_its_own(name: str) -> None:
    forms = [one for one in page(name).all("form")]
    keys = [form.hidden()["request_id"] for form in forms]
    assert len(set(keys)) == len(keys)
    for form in forms:
        assert form.attributes["method"] == "post"
        assert form.hidden()["csrf_token"] == SCREENS[name].frame.csrf_token
        assert re.fullmatch(r"[0-9a-f-]{36}", form.hidden()["request_id"])


@everywhere
def test_a_page_says_its_language_its_subject_and_has_one_heading_above_all(name: str) -> None:
    root = page(name)
    html = next(root.all("html"))
    assert html.attributes["lang"] == "fr"
    assert next(root.all("title")).text.strip().endswith("Mes droits sociaux")
    headings = [int(one.tag[1]) for one in root.all("h1", "h2", "h3", "h4")]
    assert headings.count(1) == 1
    after = headings[headings.index(1) :]
    assert all(following <= leading + 1 for leading, following in itertools.pairwise(after)), headings


@everywhere
def test_a_page_can_be_walked_by_its_landmarks_and_skipped_to_its_content(name: str) -> None:
    root = page(name)
    assert [one.tag for one in root.all("header", "main", "footer")] == ["header", "main", "footer"]
    skip = next(root.all("a"))
    assert skip.attributes["href"] == "#contenu"
    assert next(root.all("main")).attributes["id"] == "contenu"


@everywhere
def test_ids_are_unique_and_whatever_points_at_one_finds_it(name: str) -> None:
    root = page(name)
    known = Counter(ids(root))
    assert not [one for one, times in known.items() if times > 1]
    for element in root.all():
        pointed = (
            element.attributes.get("aria-labelledby", "").split()
            + element.attributes.get("aria-describedby", "").split()
        )
        pointed += [element.attributes["for"]] if "for" in element.attributes else []
        href = element.attributes.get("href", "")
        pointed += [href[1:]] if href.startswith("#") else []
        assert not [one for one in pointed if one not in known], (name, element)


@everywhere
def test_every_field_that_is_seen_has_a_label(name: str) -> None:
    root = page(name)
    labelled = {one.attributes["for"] for one in root.all("label")}
    fields = [one for one in root.all("input", "select", "textarea") if one.attributes.get("type") != "hidden"]
    assert all(one.attributes["id"] in labelled for one in fields)


@everywhere
def test_nothing_is_ever_zero_nor_a_word_of_the_machine(name: str) -> None:
    html = SCREENS[name].html(PAGES)
    for word in ("0,00", ">0<", "None", "unknown</", "Undefined"):
        assert word not in html


@pytest.mark.parametrize("name", [name for name in SCREENS if "hostile" in name])
def test_what_is_hostile_is_shown_as_the_text_that_it_is(name: str) -> None:
    html = SCREENS[name].html(PAGES)
    assert moments.HOSTILE not in html
    assert "<b onclick" not in html
    assert "&lt;script&gt;" in html


def test_a_name_that_turns_the_text_around_stays_within_itself() -> None:
    holders = [one for one in page("home_turned_name").all() if moments.TURNED in one.text]
    assert holders
    assert all(one.tag == "bdi" for one in holders)


def test_a_silent_organisme_is_named_with_the_moment_to_ask_again() -> None:
    html = SCREENS["home_partial"].html(PAGES)
    assert "Nous ne pouvons pas le dire pour le moment." in html
    assert "Caf n&#39;a pas répondu" in html
    assert "dans 45 secondes" in html
    assert html.count("answer--unknown") == 2


def test_the_six_bubbles_stand_in_the_order_of_the_portal() -> None:
    articles = [one.attributes["aria-labelledby"] for one in page("home").all("article")]
    assert articles == [
        f"bulle-{name}" for name in ("sante", "famille", "logement", "solidarite", "retraite", "emploi")
    ]


def test_an_error_is_told_first_then_beside_its_field_and_what_was_typed_is_still_there() -> None:
    root = page("address_error")
    summary = next(one for one in root.all("div") if "govuk-error-summary" in one.attributes.get("class", "").split())
    assert [one.attributes["href"] for one in summary.all("a")] == ["#start_day", "#postal_code"]
    field = next(one for one in root.all("input") if one.attributes.get("id") == "postal_code")
    assert field.attributes["value"] == "632"
    assert field.attributes["aria-invalid"] == "true"
    assert "postal_code-erreur" in field.attributes["aria-describedby"]
    assert next(root.all("title")).text.startswith("Erreur")


def test_only_an_optional_recipient_can_be_refused_and_a_refusal_is_kept() -> None:
    boxes = [one.attributes for one in page("preview_changed").all("input") if one.attributes.get("type") == "checkbox"]
    assert [(box["value"], "checked" in box) for box in boxes] == [("cdc", True)]


def test_a_declaration_under_way_can_be_watched_with_or_without_a_script() -> None:
    root = page("declaration")
    follow = next(one for one in root.all("div") if one.attributes.get("id") == "suivi")
    assert follow.attributes["data-events"] == f"/api/v1/declarations/{moments.DECLARATION_ID}/events"
    assert f"/declarations/{moments.DECLARATION_ID}" in [one.attributes["href"] for one in follow.all("a")]
    assert [one for one in root.all("p") if one.attributes.get("aria-live") == "polite"]
    assert "data-events" not in SCREENS["declaration_final"].html(PAGES)


def test_a_refusal_says_what_to_do_and_the_number_to_quote() -> None:
    html = SCREENS["problem_503"].html(PAGES)
    assert "Réessayez dans 2 minutes." in html
    assert moments.TRACE in html


@pytest.mark.parametrize(
    ("verb", "title"),
    [("created", "Adresse"), ("corrected", "Adresse : correction"), ("annulled", "Adresse : annulation")],
)
def test_a_correction_and_an_annulment_are_told_apart_from_what_they_change(verb: str, title: str) -> None:
    made = examples_of_situation.declaration()
    changed = made.model_copy(update={"fact": made.fact.model_copy(update={"verb": verb})})
    view = DeclarationsView(declarations=(changed,), next_page_token=None)
    links = read(PAGES.html("declarations.html", Frame(), view)).all("a")
    shown = [one.text for one in links if one.attributes["href"] == f"/declarations/{made.declaration_id}"]
    assert [text.replace("\u00a0", " ").strip() for text in shown] == [title]
