"""The questions by which a person tells a fact: all that is needed, asked once, in plain French."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.situation.api.mapping import kind_info
from services.situation.catalogue.loader import HERE, CatalogueError, load
from services.situation.tests.test_content import CATALOGUE, TODAY


def info(kind: str) -> pb.FactKindInfo:
    return kind_info(CATALOGUE.kinds[kind], None, CATALOGUE, TODAY)


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_only_the_commune_of_an_address_is_never_asked(kind: str) -> None:
    asked = {name for question in info(kind).questions for name in question.fields}
    unasked = {spec.name for spec in CATALOGUE.kinds[kind].fields} - asked
    assert unasked == ({"commune_code"} if kind == "ADDRESS" else set())


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_a_question_is_a_question_and_every_code_has_its_words(kind: str) -> None:
    served = info(kind)
    assert all(question.label.endswith(" ?") for question in served.questions)
    for field in served.fields:
        assert field.type != pb.FIELD_TYPE_UNSPECIFIED
        assert len(field.codes) == len(field.code_labels)
        assert bool(field.codes) == (field.type == pb.FIELD_TYPE_CODE)
    assert not {code for field in served.fields for code in field.codes} & {
        label for field in served.fields for label in field.code_labels if label not in ("MGEN",)
    }


def test_the_first_day_is_asked_unless_a_field_says_it() -> None:
    assert info("HOUSING").start.field == "validity.start_date"
    assert info("MONTHLY_RESOURCES").start.field == "month"
    assert info("STUDIES").end.field == "validity.end_date"
    assert not info("HOUSING").HasField("end")


def test_a_question_that_may_not_arise_says_when_it_does() -> None:
    rent = info("HOUSING").questions[1]
    assert (rent.only_field, list(rent.only_codes)) == ("occupancy", ["LOCATAIRE", "FOYER"])


def test_what_hangs_on_other_answers_is_neither_required_nor_optional() -> None:
    said = {field.field: (field.required, field.optional) for field in info("ADDRESS").fields}
    assert (said["city"], said["street"], said["complement"]) == ((True, False), (False, False), (False, True))


def _without_start(fact: dict[str, Any]) -> None:
    fact["questions"][-1]["fields"] = ["event_date"]


def _twice(fact: dict[str, Any]) -> None:
    fact["questions"][0]["fields"].append("start")


def _unknown(fact: dict[str, Any]) -> None:
    fact["questions"][0]["fields"].append("colour")


def _hanging_on_what_follows(fact: dict[str, Any]) -> None:
    fact["questions"][0]["only_when"] = {"field": "status", "codes": ["PACS"]}


def _hanging_with_what_is_required(fact: dict[str, Any]) -> None:
    fact["questions"][1]["only_when"] = {"field": "status", "codes": ["PACS"]}


def _started_by_what_may_be_absent(fact: dict[str, Any]) -> None:
    fact["start"] = {"field": "event_date"}


def _nameless(fact: dict[str, Any]) -> None:
    fact["start"] = {}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_start, "start is never asked"),
        (_twice, "asked 2 times"),
        (_unknown, "unknown field colour"),
        (_hanging_on_what_follows, "not asked before"),
        (_hanging_with_what_is_required, "what is required"),
        (_started_by_what_may_be_absent, "may be absent"),
        (_nameless, "no name"),
    ],
)
def test_questions_that_would_lead_nowhere_stop_the_start(tmp_path: Path, spoil: Any, said: str) -> None:
    shutil.copytree(HERE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "facts/family_status.yaml"
    fact = yaml.safe_load(path.read_text("utf-8"))
    spoil(fact)
    path.write_text(yaml.safe_dump(fact), "utf-8")
    with pytest.raises(CatalogueError, match=said):
        load(tmp_path)
