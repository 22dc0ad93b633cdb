"""French, as it is written."""

import pytest
from google.protobuf.json_format import ParseDict
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.common.v1 import access_pb2
from mesdroits.common.v1.date_pb2 import Date, Period
from mesdroits.identity.v1.identity_service_pb2 import GetPersonResponse
from mesdroits.identity.v1.journal_pb2 import JournalEntry
from mesdroits.rights.v1.rights_service_pb2 import CheckContinuityResponse, GetViewResponse
from mesdroits.rights.v1.view_pb2 import (
    AVAILABILITY_FRESH,
    AVAILABILITY_STALE,
    PAID_ANSWER_NO,
    PAID_ANSWER_YES,
    PaidAnswer,
    PaymentPeriod,
)
from mesdroits.situation.v1.situation_service_pb2 import ListDeclarationsResponse

from services.bff import samples
from services.bff.views import french
from services.bff.views.home import home_view
from services.bff.views.identity import certification_view
from services.bff.views.journal import entry_view
from services.bff.views.money import continuity_view
from services.bff.views.receipts import declarations_view
from services.bff.views.rights import rights_view

FIRST = Date(year=2026, month=8, day=1)
LAST = Date(year=2027, month=2, day=28)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0,00\u00a0€"), (5, "0,05\u00a0€"), (123456, "1\u202f234,56\u00a0€"), (-7700, "-77,00\u00a0€")],
)
def test_amounts_are_written_as_in_french(cents: int, text: str) -> None:
    assert french.euros(cents) == text


def test_days_and_periods_are_written_as_in_french() -> None:
    assert french.day(FIRST) == "1er août 2026"
    said = [
        french.period_view(Period(start_date=FIRST, end_date=LAST)),
        french.period_view(Period(start_date=FIRST)),
        french.period_view(Period(end_date=LAST)),
        french.period_view(Period()),
    ]
    assert [period and period.text for period in said] == [
        "du 1er août 2026 au 28 février 2027", "depuis le 1er août 2026", "jusqu'au 28 février 2027", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("utc", "text"),
    [
        ("2026-07-01T22:30:00Z", "le 2 juillet 2026 à 0\u00a0h\u00a030"),
        ("2026-12-31T23:00:00Z", "le 1er janvier 2027 à 0\u00a0h\u00a000"),
    ],
)
def test_instants_are_said_at_the_time_of_paris(utc: str, text: str) -> None:
    instant = Timestamp()
    instant.FromJsonString(utc)
    assert french.moment(instant) == text


def test_lists_and_numbers_are_said_as_in_french() -> None:
    assert [french.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]
    assert [french.counted(n, "droit", "droits") for n in (0, 1, 2)] == [
        "0\u00a0droit",
        "1\u00a0droit",
        "2\u00a0droits",
    ]


def test_an_amount_that_nobody_told_is_not_zero() -> None:
    answer = samples.sample(GetViewResponse)
    right = answer.domains[2].rights[0]
    right.ClearField("amount_cents")
    right.stale = True
    shown = rights_view(answer).bubbles[2].rights[0]
    assert shown.amount_cents is None
    assert shown.amount_text == "Montant non communiqué"
    right.without_amount = True
    assert rights_view(answer).bubbles[2].rights[0].amount_text.startswith("Sans montant")
    assert shown.data_text == "Donnée du 22 novembre 2026 à 14\u00a0h\u00a005 (l'organisme n'a pas répondu aujourd'hui)"


@pytest.mark.parametrize(
    ("period", "code", "words"),
    [
        ("DAILY", "daily", "par jour"),
        ("MONTHLY", "monthly", "par mois"),
        ("QUARTERLY", "quarterly", "par trimestre"),
        ("YEARLY", "yearly", "par an"),
        ("ONCE", "once", "en une fois"),
        ("UNSPECIFIED", None, "à chaque versement"),
    ],
)
def test_every_amount_says_how_often_it_comes(period: str, code: str | None, words: str) -> None:
    answer = samples.sample(GetViewResponse)
    answer.domains[2].rights[0].payment_period = PaymentPeriod.Value(f"PAYMENT_PERIOD_{period}")
    shown = rights_view(answer).bubbles[2].rights[0]
    assert (shown.amount_text, shown.payment_period) == (f"248,50\u00a0€ {words}", code)


def _with_account(paid: PaidAnswer.ValueType) -> GetViewResponse:
    """Autour de l'emploi, with a training account that the Caisse des dépôts manages."""
    answer = GetViewResponse()
    answer.CopyFrom(samples.sample(GetViewResponse))
    work = answer.domains[5]
    work.paid = paid
    account = work.rights.add()
    account.CopyFrom(answer.domains[2].rights[0])
    account.benefit, account.benefit_name, account.managed_only = "cpf", "Compte personnel de formation", True
    account.organisme, account.organisme_name = "cdc", "Caisse des dépôts"
    return answer


def test_an_account_is_not_counted_among_what_is_paid_and_who_manages_it_is_named() -> None:
    answer = _with_account(PAID_ANSWER_YES)
    paying = answer.domains[5].rights.add()
    paying.CopyFrom(answer.domains[2].rights[0])
    paying.organisme, paying.organisme_name = "france_travail", "France Travail"
    answer.domains[5].organismes.append("france_travail")
    work = rights_view(answer).bubbles[5]
    assert work.paid_answer.text == "Oui : 1\u00a0droit ouvert."
    assert work.payers_answer.text == (
        "France Travail. Vous avez aussi, sans versement : Compte personnel de formation (géré par Caisse des dépôts)."
    )
    assert work.payers == ("France Travail",)


def test_an_account_alone_is_no_payment_and_still_has_its_manager() -> None:
    work = rights_view(_with_account(PAID_ANSWER_NO)).bubbles[5]
    assert work.paid_answer.text == "Non : tous les organismes concernés ont répondu, et aucun versement n'est prévu."
    assert work.payers_answer.text.startswith("Personne dans ce domaine. Vous avez aussi, sans versement")


def test_what_a_simple_login_may_not_see_is_counted_with_the_way_to_see_it() -> None:
    answer = samples.sample(GetViewResponse)
    answer.domains[0].hidden_by_assurance = 2
    health, family = rights_view(answer, step_up=True).bubbles[:2]
    assert health.hidden_text is not None
    assert health.hidden_text.startswith("2\u00a0droits liés à la santé ne sont pas affichés")
    assert health.step_up is not None
    assert (family.hidden_text, family.step_up) == (None, None)


def test_where_no_stronger_login_is_offered_what_is_hidden_is_said_to_be_elsewhere() -> None:
    answer = samples.sample(GetViewResponse)
    answer.domains[0].hidden_by_assurance = 1
    health = rights_view(answer).bubbles[0]
    assert health.step_up is None
    assert health.hidden_text is not None
    assert "sur le site de l'organisme qui gère votre assurance maladie" in health.hidden_text
    assert "connectez-vous" not in health.hidden_text


def test_a_domain_names_those_it_waits_for_and_not_the_others() -> None:
    answer = samples.sample(GetViewResponse)
    answer.domains[1].unanswered.append("cnav")
    assert "Assurance retraite n'a pas répondu" in rights_view(answer).bubbles[1].paid_answer.text


def test_a_stale_source_is_shown_with_its_date() -> None:
    answer = samples.sample(GetViewResponse)
    answer.sources[0].availability = AVAILABILITY_STALE
    view = rights_view(answer)
    assert view.sources[0].text == "N'a pas répondu : voici ce qu'il indiquait le 22 novembre 2026 à 14\u00a0h\u00a005."
    assert view.alerts[0].level == "info"


def test_no_gap_is_not_announced_while_an_organisme_is_missing() -> None:
    answer = CheckContinuityResponse(sources=samples.sample(GetViewResponse).sources)
    assert "ne pouvons pas dire" in continuity_view(answer).text
    answer.sources[1].availability = AVAILABILITY_FRESH
    assert continuity_view(answer).text == "Aucune interruption trouvée entre vos droits."


def test_a_delivery_that_failed_is_an_alert_on_the_home_screen() -> None:
    told = {"declarations": [samples.declaration(("SENT", "DEAD"), ("SENT", "APPLIED"))]}
    declarations = declarations_view(ParseDict(told, ListDeclarationsResponse()))
    person = samples.sample(GetPersonResponse).person
    home = home_view("Camille", certification_view(person.certification), None, declarations)
    assert "Caf, adresse : n'a pas pu être remis." in [alert.text for alert in home.alerts]
    assert declarations.declarations[0].final is True
    assert declarations.declarations[0].deliveries[0].can_replay is True


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("cnaf.payments", "vos paiements à la Caf"),
        ("cnam.statements", "vos décomptes et relevés à l'Assurance maladie"),
        ("france_travail.attestations", "vos attestations chez France Travail"),
        ("dgfip.rights", "vos droits aux Impôts"),
        ("cnaf", "vos droits à la Caf"),
        ("cnaf.something_new", "cnaf.something_new"),
    ],
)
def test_what_was_read_at_an_organisme_is_said_in_plain_french(subject: str, text: str) -> None:
    assert entry_view(JournalEntry(subject=subject)).subject_text == text


def test_a_code_that_nobody_taught_us_is_shown_rather_than_hidden() -> None:
    entry = entry_view(JournalEntry(reader="new_org", subject="famille", purpose="something_new"))
    assert entry.text == "new_org a eu accès à : droits : famille, something_new."
    assert entry_view(JournalEntry(reader="rights")).reader_name == "Mes droits sociaux"


@pytest.mark.parametrize(
    ("verb", "subject", "action", "said"),
    [
        ("CREATED", "address", "Déclaration", "a reçu : adresse"),
        ("CORRECTED", "address", "Correction", "a reçu la correction de : adresse"),
        ("ANNULLED", "housing", "Annulation", "a été prévenu de l'annulation de : logement"),
        ("ENDED", "studies", "Fin", "a été prévenu de la fin de : études"),
        ("CONTROLLED", "address", "Vérification", "a reçu la vérification de : adresse"),
        ("UNSPECIFIED", "address", "Envoi", "a eu accès à : adresse"),
        ("UNSPECIFIED", "cnaf.payments", "Lecture", "a eu accès à : vos paiements"),
    ],
)
def test_the_journal_tells_what_was_said_of_a_fact(verb: str, subject: str, action: str, said: str) -> None:
    entry = entry_view(
        JournalEntry(reader="cnaf", subject=subject, verb=access_pb2.AccessVerb.Value(f"ACCESS_VERB_{verb}"))
    )
    assert (entry.verb_text, entry.verb) == (action, None if verb == "UNSPECIFIED" else verb.lower())
    assert said in entry.text
