"""The catalogue: it contradicts neither itself nor the others, says where each line comes from, and tells an online service nothing of anybody."""

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from pydantic import ValidationError

from services.requests_tracking.catalogue.loader import HERE, CatalogueError, load
from services.requests_tracking.domain.benefits import answer_faults
from services.requests_tracking.domain.rules import overlapping

CATALOGUE = load()
SERVICES = HERE.parents[1]


def test_a_day_that_no_source_gives_is_said_to_be_ours() -> None:
    # « Au printemps », says the source of the retirement claim, then « comme le RSA »: no day.
    listed = yaml.safe_load((HERE / "benefits.yaml").read_text())["benefits"]
    chosen = {one["benefit"]: one["source"] for one in listed if one["confidence"] == "K"}
    assert {"rsa", "prime-activite"} <= set(chosen)
    assert all("ours" in source for source in chosen.values())
    assert "this one is ours" in chosen["rsa"]


def test_no_rule_of_the_clock_nor_any_way_of_appeal_stands_on_memory_alone() -> None:
    rules = yaml.safe_load((HERE / "clock_rules.yaml").read_text())["rules"]
    paths = yaml.safe_load((HERE / "appeals.yaml").read_text())["paths"]
    assert {one["confidence"] for one in (*rules, *paths)} <= {"L", "W"}
    assert all(one["source"] != "from memory" for one in (*rules, *paths))


@pytest.mark.parametrize("benefit", sorted(CATALOGUE.benefits))
def test_the_way_to_an_online_service_says_what_is_wanted_and_nothing_of_who_wants_it(benefit: str) -> None:
    offered = CATALOGUE.benefits[benefit]
    there = urlsplit(offered.bounce_url)
    assert dict(parse_qsl(there.query)) == {"droit": benefit, "etape": "demande", "langue": "fr"}
    assert (there.scheme, there.fragment, there.username, there.password) == ("https", "", None, None)
    # Neither a number by which somebody is known, nor an identifier of the suite.
    assert not re.search(r"[0-9]{5}|[0-9a-f]{8}-[0-9a-f]{4}|@|%", offered.bounce_url)


@pytest.mark.parametrize("url", ["http://caf.fr/", "https://caf.fr/?nir=1", "https://a:b@caf.fr/", "https://caf.fr/#x"])
def test_an_online_service_whose_address_says_more_stops_the_start(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(HERE, folder)
    benefits = folder / "benefits.yaml"
    benefits.write_text(benefits.read_text().replace("https://mdphenligne.cnsa.fr/", url))
    with pytest.raises(ValidationError, match="service_url"):
        load(folder)


@pytest.mark.parametrize(
    ("answer", "right"),
    [("64050", True), ("0", True), ("640,50", False), ("-5", False), ("650 €", False), ("007", False), ("9" * 11, False), ("٣", False)],
)  # fmt: skip
def test_an_amount_is_told_in_cents(answer: str, right: bool) -> None:
    rent = [question for question in CATALOGUE.benefits["apl"].questions if question.key == "rent"]
    assert (answer_faults(rent, {"rent": answer}, complete=True) == []) is right


def test_every_question_of_money_is_an_amount() -> None:
    of_money = [
        question
        for benefit in CATALOGUE.benefits.values()
        for question in benefit.questions
        if re.search("euros|ombien avez-vous reçu|loyer est", question.hint + question.label)
    ]
    assert {question.key for question in of_money} == {"rent", "resources"}
    assert {question.type for question in of_money} == {"amount"}


@pytest.mark.parametrize(("answer", "wrong"), [("2027-06-01", False), ("2027-06-02", True), ("soon", True)])
def test_a_retirement_starts_on_the_first_of_a_month(answer: str, wrong: bool) -> None:
    questions = CATALOGUE.benefits["retraite-base"].questions
    faults = answer_faults(questions, {"effect_date": answer, "abroad": "no", "truth": "CERTIFIED"}, complete=True)
    assert bool(faults) is wrong


def test_the_names_of_pieces_and_of_benefits_are_those_of_the_other_catalogues() -> None:
    types = {
        listed["id"]: listed["label"]
        for path in SERVICES.glob("documents/rules/types/*.yaml")
        for listed in yaml.safe_load(path.read_text())["types"]
    }
    assert dict(CATALOGUE.pieces) == types
    rights = {
        listed["id"]: listed["name"]
        for path in SERVICES.glob("rights/catalogue/benefits/*.yaml")
        for listed in yaml.safe_load(path.read_text())["benefits"]
    }
    assert {name: CATALOGUE.labels[name] for name in rights} == rights


def test_no_two_rules_govern_the_same_claim() -> None:
    assert overlapping(CATALOGUE.rules) == []
    assert overlapping([CATALOGUE.rules[0], CATALOGUE.rules[0]]) != []


def test_a_catalogue_that_contradicts_itself_stops_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(HERE, folder)
    rules = folder / "clock_rules.yaml"
    rules.write_text(rules.read_text().replace("appeals: [rapo-mdph]", "appeals: [no-such-path]"))
    with pytest.raises(CatalogueError, match="no-such-path"):
        load(folder)
