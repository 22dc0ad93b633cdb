"""A document to deposit as a client sends it, and what it means in the contract."""

from collections.abc import Mapping
from typing import Annotated

from mesdroits.documents.v1 import document_pb2
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from chassis.errors import InvalidInput, Violation
from services.bff.changes import Day
from services.bff.screens.documents import Asked

TypeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ./_-]{0,64}$")]


class Purpose(BaseModel):
    """What a document is for; everything empty: on one's own initiative."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisme: Code = ""
    benefit: Code = ""
    expected_piece_id: Code = ""
    claim_id: Code = ""
    organisme_reference: Reference = ""

    def message(self) -> document_pb2.Purpose:
        """The purpose in the terms of the contract."""
        return document_pb2.Purpose(**self.model_dump())


class Deposit(BaseModel):
    """A document to deposit. `document_date`: the date on it, from which a time limit or a freshness runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: TypeId
    purpose: Purpose = Purpose()
    document_date: Day | None = None

    def asked(self) -> Asked:
        """What the person wants to deposit."""
        return Asked(self.type, self.purpose.message(), self.document_date)


def purpose_sent(words: Mapping[str, str]) -> Purpose:
    """What a form or a link says that a document is for. Raises InvalidInput."""
    try:
        return Purpose.model_validate({name: words[name] for name in Purpose.model_fields if words.get(name)})
    except ValidationError as wrong:
        fields = [str(error["loc"][0]) for error in wrong.errors()]
        raise InvalidInput([Violation(field, "Cette valeur n'a pas la forme attendue.") for field in fields]) from None
