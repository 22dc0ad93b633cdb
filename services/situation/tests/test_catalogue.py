"""The catalogue agrees with the contract, with itself, and with the principle of sending no more than is needed."""

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from mesdroits.situation.v1 import facts_pb2
from pydantic import ValidationError

from services.situation.catalogue import schema
from services.situation.catalogue.loader import HERE, CatalogueError, load
from services.situation.domain.catalogue import FieldSpec, FieldType, Obligation
from services.situation.domain.permissions import receivable

CATALOGUE = load()
TODAY = date(2026, 11, 22)
NUMBERS = (FieldDescriptor.TYPE_INT32, FieldDescriptor.TYPE_INT64)
EXPECTED = {
    FieldType.TEXT: (FieldDescriptor.TYPE_STRING,),
    FieldType.CODE: (FieldDescriptor.TYPE_STRING,),
    FieldType.DATE: (FieldDescriptor.TYPE_MESSAGE,),
    FieldType.MONTH: (FieldDescriptor.TYPE_MESSAGE,),
    FieldType.INTEGER: NUMBERS,
    FieldType.AMOUNT: NUMBERS,
    FieldType.BOOLEAN: (FieldDescriptor.TYPE_BOOL,),
    FieldType.LINES: (FieldDescriptor.TYPE_MESSAGE,),
}


def message_of(kind: str) -> Descriptor:
    found = facts_pb2.FactContent.DESCRIPTOR.fields_by_name[kind.lower()].message_type
    assert found
    return found


def assert_same_fields(fields: tuple[FieldSpec, ...], message: Descriptor) -> None:
    assert {spec.name for spec in fields} == {field.name for field in message.fields}
    for spec in fields:
        assert message.fields_by_name[spec.name].type in EXPECTED[spec.type], spec.name
        if spec.type is FieldType.LINES:
            inner = message.fields_by_name[spec.name].message_type
            assert inner
            assert_same_fields(spec.fields, inner)


def test_every_kind_of_the_contract_is_in_the_catalogue_and_no_other() -> None:
    contract = [name.removeprefix("FACT_KIND_") for name in facts_pb2.FactKind.keys()[1:]]
    assert list(CATALOGUE.kinds) == contract


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_the_fields_of_a_kind_are_those_of_its_message(kind: str) -> None:
    assert_same_fields(CATALOGUE.kinds[kind].fields, message_of(kind))


@pytest.mark.parametrize("kind", CATALOGUE.kinds)
def test_the_codes_of_a_kind_are_those_that_the_contract_announces(kind: str) -> None:
    proto = (HERE.parents[2] / "proto/mesdroits/situation/v1/facts.proto").read_text("utf-8")
    for spec in CATALOGUE.kinds[kind].fields:
        for inner in (spec, *spec.fields):
            if inner.codes:
                assert f" {', '.join(inner.codes)}." in proto, inner.name


def test_the_bank_account_goes_only_to_organismes_that_pay_and_to_the_person_whom_they_pay() -> None:
    recipients = CATALOGUE.kinds["BANK_ACCOUNT"].recipients
    assert {"dgfip", "union_retraite"}.isdisjoint(rule.organisme for rule in recipients)
    assert all(rule.qualities == {"HOLDER", "PENSIONER"} for rule in recipients)


def test_the_names_of_the_dead_go_only_to_those_who_study_a_survivor_pension() -> None:
    recipients = CATALOGUE.kinds["DEATH_OF_RELATIVE"].recipients
    named = [rule for rule in recipients if "family_name" in rule.fields]
    assert {rule.organisme for rule in named} == {"cnav", "union_retraite", "cdc"}
    assert all(rule.only_when == {"relation": {"CONJOINT"}} for rule in named)


@pytest.mark.parametrize("kind", ["DISABILITY_RECOGNITION", "MONTHLY_RESOURCES", "HOUSING"])
def test_what_only_the_holder_of_a_benefit_must_tell_can_be_refused(kind: str) -> None:
    assert {rule.obligation for rule in CATALOGUE.kinds[kind].recipients} == {Obligation.OPTIONAL}


def test_the_regime_of_illness_cover_is_not_told_to_the_family_branch() -> None:
    assert "cnaf" not in {rule.organisme for rule in CATALOGUE.kinds["REGIME"].recipients}


@pytest.mark.parametrize("condition", [{"colour": ["BLUE"]}, {"relation": ["COUSIN"]}, {"relation": []}])
def test_a_condition_that_no_fact_can_meet_stops_the_start(tmp_path: Path, condition: dict[str, list[str]]) -> None:
    shutil.copytree(HERE, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "facts/death_of_relative.yaml"
    fact = yaml.safe_load(path.read_text("utf-8"))
    fact["recipients"][-1]["only_when"] = condition
    path.write_text(yaml.safe_dump(fact), "utf-8")
    with pytest.raises(CatalogueError, match="only when"):
        load(tmp_path)


def test_the_tax_office_is_a_source_that_may_be_told_an_address_and_nothing_else() -> None:
    told = [
        (kind.name, rule.obligation)
        for kind in CATALOGUE.kinds.values()
        for rule in kind.recipients
        if rule.organisme == "dgfip"
    ]
    assert told == [("ADDRESS", Obligation.OPTIONAL)]


def test_organismes_bear_the_name_of_the_day() -> None:
    assert CATALOGUE.name_of("france_travail", date(2023, 12, 31)) == "Pôle emploi"
    assert CATALOGUE.name_of("france_travail", date(2024, 1, 1)) == "France Travail"
    assert CATALOGUE.name_of("inconnu", TODAY) == "inconnu"


def test_the_subjects_of_an_organisme_are_the_kinds_for_which_it_has_a_basis() -> None:
    subjects = receivable(CATALOGUE, TODAY)
    assert subjects["dgfip"] == ("organisme.dgfip.situation.v1.address.*",)
    assert "organisme.cnav.situation.v1.monthly_resources.*" not in subjects["cnav"]
    assert len(subjects["msa"]) == len(CATALOGUE.kinds)


def test_a_basis_that_is_not_in_force_yet_opens_no_subject() -> None:
    assert "organisme.cnaf.situation.v1.address.*" not in receivable(CATALOGUE, date(2007, 3, 17))["cnaf"]


def test_an_unknown_key_is_refused() -> None:
    fact = yaml.safe_load((HERE / "facts/address.yaml").read_text("utf-8"))
    with pytest.raises(ValidationError, match="colour"):
        schema.FactSchema.model_validate(fact | {"colour": "blue"})


def test_every_basis_says_where_it_comes_from_and_when_it_was_checked() -> None:
    bases = schema.BasesFile.model_validate(yaml.safe_load((HERE / "legal_bases.yaml").read_text("utf-8"))).bases
    facts = [yaml.safe_load(path.read_text("utf-8")) for path in (HERE / "facts").glob("*.yaml")]
    assert {rule["basis"] for fact in facts for rule in fact["recipients"]} == set(bases)
    assert all(basis.source and basis.explanation.endswith(".") for basis in bases.values())


def test_a_delivery_is_given_up_when_its_stream_forgets_it() -> None:
    declared = yaml.safe_load((HERE.parents[2] / "deploy/nats/streams.yaml").read_text("utf-8"))
    assert CATALOGUE.delivery_days == declared["max_age_days"]
