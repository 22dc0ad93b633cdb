"""A refused document at the edge: its reason in words, and what to do."""

from google.protobuf.json_format import ParseDict
from mesdroits.documents.v1 import admissibility_pb2, document_pb2

from services.bff.samples_of_documents import document
from services.bff.views.admissibility import REASONS
from services.bff.views.documents import document_view


def test_a_forged_document_is_told_with_its_reason_and_what_to_do() -> None:
    channel = {"instruction": "Demandez-le de nouveau à votre banque.", "organisme": "cnaf", "organismeName": "Caf"}
    verdict = {
        "rule": "2d-doc-signature", "outcome": "OUTCOME_FAILED", "reason": "REFUSAL_REASON_ALTEREE", "channel": channel,
    }  # fmt: skip
    (said,) = document_view(ParseDict(document("REFUSED", verdicts=[verdict]), document_pb2.Document())).verdicts
    assert (said.reason, said.reason_text) == ("alteree", "Ce document a été modifié")
    assert said.channel is not None
    assert said.channel.instruction == "Demandez-le de nouveau à votre banque."


def test_every_reason_of_the_contract_has_its_words() -> None:
    names = [name.removeprefix("REFUSAL_REASON_").lower() for name in admissibility_pb2.RefusalReason.keys()[1:]]
    assert set(REASONS) == set(names)
