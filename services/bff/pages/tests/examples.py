"""Answers of the identity service, made up, and the views that follow from them; home, which needs all three services."""

from mesdroits.common.v1.access_pb2 import ASSURANCE_LOW
from mesdroits.identity.v1 import identity_service_pb2 as identity_pb
from mesdroits.identity.v1 import journal_pb2, person_pb2

from services.bff.pages.tests.examples_of_rights import rights
from services.bff.pages.tests.examples_of_situation import declarations
from services.bff.pages.tests.moments import TRACE, at
from services.bff.views.home import HomeView, home_view
from services.bff.views.identity import FirstLoginView, certification_view, first_login_view
from services.bff.views.journal import JournalScreenView, connections_view, journal_view
from services.bff.views.receipts import DeclarationsView


def certification(state: str, review_id: str = "") -> person_pb2.Certification:
    """Where a certification stands: `CERTIFIED`, `NIR_MISSING`, `PENDING`, `IN_REVIEW`."""
    value = person_pb2.CertificationState.Value(f"CERTIFICATION_STATE_{state}")
    return person_pb2.Certification(state=value, review_id=review_id)


def first_login(state: str = "NIR_MISSING", name: str = "Sophie Amblard", review_id: str = "") -> FirstLoginView:
    """The first login."""
    person = person_pb2.Person(display_name=name, certification=certification(state, review_id))
    asked = [
        identity_pb.NirRecipient(organisme=organisme, certifies=certifies, legal_basis="CSS art. L. 114-12-1")
        for organisme, certifies in (("cnam", True), ("msa", True), ("france_travail", False))
    ]
    return first_login_view(identity_pb.GetPersonResponse(person=person, nir_recipients=asked))


def home(
    name: str = "Sophie Amblard", state: str = "CERTIFIED", *, missing: bool = False, told: bool = True
) -> HomeView:
    """The home screen."""
    certified = state == "CERTIFIED"
    return home_view(
        name,
        certification_view(certification(state)),
        rights(missing=missing) if certified else None,
        (declarations() if told else DeclarationsView(declarations=(), next_page_token=None)) if certified else None,
    )


def journal(*, empty: bool = False, subject: str = "address") -> JournalScreenView:
    """Who saw what, and the last logins."""
    entries = [
        journal_pb2.JournalEntry(
            entry_id=str(rank), reader=reader, subject=subject, purpose=purpose, legal_basis="Décret n° 2017-351 du 20 mars 2017, art. 5",
            access_time=at(13, rank), trace_id=TRACE,
        )
        for rank, (reader, purpose) in enumerate((("cnaf", "tell_once"), ("cnam", "tell_once"), ("rights", "consult_rights")))
    ]  # fmt: skip
    logins = [journal_pb2.Connection(connection_id="1", begin_time=at(8), assurance=ASSURANCE_LOW)]
    return JournalScreenView(
        journal=journal_view(
            identity_pb.ListJournalEntriesResponse(
                entries=[] if empty else entries, next_page_token="" if empty else "n"
            )
        ),
        connections=connections_view(identity_pb.ListConnectionsResponse(connections=[] if empty else logins)),
    )
