"""How scenarios unfold, day after day, at an organisme that nobody calls."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.organismes.claims.days import Days
from sandbox.organismes.claims.office import Office
from sandbox.organismes.claims.records import Dossier
from sandbox.organismes.claims.scenarios import Scenario
from sandbox.organismes.store import Store
from sandbox.organismes.tests.claimant import kinds

NAMED = ("cnaf", "RSA-1", "couple-trois-enfants", "p" * 32, "rsa", 1_790_000_000.0)
FIRST = {"state": "received", "text": "Reçue."}
GRANT = {"state": "granted", "decision": {"granted": True, "reason": "Oui."}}


class Case:
    """A claim that follows the steps of a test."""

    def __init__(self, office: Office, *steps: dict[str, Any]) -> None:
        scenario = Scenario.model_validate({"id": "essai", "title": "Essai", "steps": [FIRST, *steps]})
        self.office = office
        with office.books.store.transaction():
            office.instruction.begin(replace(Dossier(*NAMED), script=scenario.steps))

    def live(self, days: int) -> "Case":
        self.office.days.advance(days)
        with self.office.books.store.transaction():
            self.office.instruction.catch_up("cnaf")
        return self

    def bring(self, piece_type: str) -> bool:
        with self.office.books.store.transaction():
            dossier = self.office.records.get("cnaf", "RSA-1")
            assert dossier
            return self.office.instruction.receive(dossier, piece_type)

    @property
    def steps(self) -> list[str]:
        return kinds(self.office.records.steps("cnaf", "RSA-1"))[1:]


def test_pieces_asked_for_together_are_waited_for_together(office: Office) -> None:
    case = Case(office, {"ask": "rib"}, {"ask": "piece-identite"}, GRANT | {"after": 2}).live(50)
    assert case.steps == ["PIECE_EXPECTED rib", "PIECE_EXPECTED piece-identite"]
    assert case.bring("piece-identite")
    assert case.live(50).steps[-1] == "PIECE_RECEIVED piece-identite"
    assert case.bring("rib")
    assert case.live(1).steps[-1] == "PIECE_RECEIVED rib"
    assert case.live(1).steps[-1] == "STATE accordee"


def test_the_same_piece_is_asked_for_again_once_it_came(office: Office) -> None:
    case = Case(office, {"ask": "rib"}, {"after": 1, "ask": "rib", "text": "Illisible."}, GRANT).live(9)
    assert case.steps == ["PIECE_EXPECTED rib"]
    case.bring("rib")
    assert case.live(1).steps == ["PIECE_EXPECTED rib", "PIECE_RECEIVED rib", "PIECE_EXPECTED rib"]


def test_a_piece_that_is_lost_is_waited_for_again(office: Office) -> None:
    case = Case(office, {"ask": "rib"}, {"after": 3, "lose": "rib", "within": 20}, GRANT).live(1)
    case.bring("rib")
    assert case.live(60).steps[-1] == "PIECE_LOST rib"
    lost = office.records.steps("cnaf", "RSA-1")[-1]
    assert (lost.state, lost.HasField("piece_due_date")) == ("en_attente_pieces", True)
    case.bring("rib")
    assert case.live(0).steps[-2:] == ["PIECE_RECEIVED rib", "STATE accordee"]


def test_a_third_party_brings_its_piece_by_itself(office: Office) -> None:
    asked = {"ask": "attestation-loyer", "owed_by": "bailleur", "comes": 6}
    case = Case(office, asked, GRANT | {"after": 1}).live(5)
    assert case.steps == ["PIECE_EXPECTED attestation-loyer"]
    assert office.records.steps("cnaf", "RSA-1")[-1].state == "en_attente_tiers"
    assert case.live(2).steps[1:] == ["PIECE_RECEIVED attestation-loyer", "STATE accordee"]
    assert office.records.steps("cnaf", "RSA-1")[2].piece_owed_by == "bailleur"


def test_a_claim_without_its_piece_comes_to_its_end(office: Office) -> None:
    ending = {"after": 45, "state": "closed", "text": "Classée."}
    case = Case(office, {"ask": "rib", "otherwise": ending}, GRANT).live(44)
    assert case.steps == ["PIECE_EXPECTED rib"]
    assert case.live(1).steps[-1] == "STATE sans_suite"
    assert not case.bring("rib")
    assert case.live(99).steps[-1] == "STATE sans_suite"


def test_a_piece_that_comes_in_time_spares_the_end(office: Office) -> None:
    ending = {"after": 45, "state": "closed", "text": "Classée."}
    case = Case(office, {"ask": "rib", "otherwise": ending}, GRANT | {"after": 10}).live(44)
    case.bring("rib")
    assert case.live(99).steps[-1] == "STATE accordee"


def test_a_correction_names_the_step_that_was_wrong(office: Office) -> None:
    corrected = {"granted": True, "reason": "Oui.", "amount_cents": 100}
    case = Case(
        office, GRANT | {"name": "accord"}, {"after": 2, "correct": "accord", "text": "Erreur.", "decision": corrected}
    )
    case.live(2)
    correction = office.records.steps("cnaf", "RSA-1")[-1]
    assert (correction.corrects_number, correction.decision.amount_cents, correction.state) == (2, 100, "")


def test_a_silent_organisme_says_nothing_more(office: Office) -> None:
    assert Case(office).live(3000).steps == []


def test_a_note_is_a_message_that_changes_nothing(office: Office) -> None:
    assert Case(office, {"text": "Vous avez rendez-vous."}, GRANT | {"after": 1}).live(0).steps == ["NOTE"]


@pytest.mark.parametrize("leap", [1, 10, 100])
def test_many_days_at_once_bring_what_they_would_have_brought_one_by_one(office: Office, leap: int) -> None:
    case = Case(office, {"after": 5, "state": "examined"}, {"after": 30, "state": "checked"}, GRANT | {"after": 60})
    for _ in range(100 // leap):
        case.live(leap)
    assert case.steps == ["STATE en_cours", "STATE controle", "STATE accordee"]


def test_the_days_go_on_from_where_they_were(store: Store) -> None:
    now = [1_800_000_000.0]
    days = Days(store, 1000, lambda: now[0])
    now[0] += 3
    assert days.today == 3.0
    days.pace(500)
    now[0] += 3
    assert (days.today, days.seconds_until(10.0), days.seconds_until(2.0)) == (9.0, 0.5, 0.0)
    days.advance(10)
    now[0] += 1
    reopened = Days(store, 0, lambda: now[0])
    now[0] += 100
    assert (reopened.today, reopened.seconds_until(22.0)) == (21.0, None)
