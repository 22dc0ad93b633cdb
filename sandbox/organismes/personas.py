"""The fictional people as the played organismes know them: a strict reading of one `sandbox/personas/<id>.yaml`.

Identity and login are the played FranceConnect's own models, so that both players read a file in the same way.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandbox.franceconnect.personas import Connection, Identity
from sandbox.organismes import nir
from sandbox.organismes.claims.scenarios import PastClaim
from sandbox.organismes.moments import Moment
from sandbox.organismes.vocabulary import (
    Answer,
    DutyId,
    FactKind,
    FailureKind,
    LevelId,
    OrganismeId,
    QualityId,
    RegimeId,
    Rhythm,
    StateId,
)

Text = Annotated[str, Field(min_length=1)]
Cents = Annotated[int, Field(ge=0)]
_STRICT = ConfigDict(frozen=True, extra="forbid")


class StrictIdentity(Identity):
    """Civil status; a key that FranceConnect does not know is a mistake."""

    model_config = _STRICT


class StrictConnection(Connection):
    """The FranceConnect part; a key that FranceConnect does not know is a mistake."""

    model_config = _STRICT


class Duty(BaseModel):
    """What the person has to do to keep a right. `months`: those that a declaration is about, first days."""

    model_config = _STRICT

    kind: DutyId
    opens: Moment | None = None
    due: Moment
    done: Moment | None = None
    months: tuple[Moment, ...] = ()


class Right(BaseModel):
    """A right at one organisme. `day` is the day of the month on which it is paid, `month` that of a yearly payment."""

    model_config = _STRICT

    benefit: Text
    state: StateId = "OPEN"
    start: Moment
    end: Moment | None = None
    amount_cents: Cents | None = None
    reason: str = ""
    decision: Moment | None = None
    decided_by: str = ""
    paid: Rhythm | None = None
    day: int | None = Field(default=None, ge=1, le=28)
    month: int | None = Field(default=None, ge=1, le=12)
    suspended_since: Moment | None = None
    duties: tuple[Duty, ...] = ()

    @property
    def rhythm(self) -> Rhythm:
        """As written; else a right with an amount is paid every month."""
        return self.paid or (Rhythm.NEVER if self.amount_cents is None else Rhythm.MONTHLY)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.rhythm is not Rhythm.NEVER and self.amount_cents is None:
            raise ValueError(f"{self.benefit}: a right that is paid has an amount")
        if (self.rhythm is Rhythm.YEARLY) != (self.month is not None):
            raise ValueError(f"{self.benefit}: a yearly payment has a month, and only it")
        if self.state in ("SUSPENDED", "ENDED") and not self.reason:
            raise ValueError(f"{self.benefit}: a right that is suspended or ended says why")
        return self


class Payment(BaseModel):
    """A payment written by hand. A benefit that has one is not paid by the rhythm of its right."""

    model_config = _STRICT

    benefit: Text
    date: Moment
    amount_cents: Cents
    expected_cents: Cents | None = None
    recovered_cents: Cents = 0
    reason: str = ""


class Statement(BaseModel):
    """A statement (décompte, relevé)."""

    model_config = _STRICT

    id: Text
    date: Moment
    title: Text
    amount_cents: Cents | None = None
    health: bool = False


class Attestation(BaseModel):
    """An attestation ready to be given."""

    model_config = _STRICT

    id: Text
    title: Text
    statement: Text
    issued: Moment
    until: Moment | None = None
    health: bool = False


class Failure(BaseModel):
    """How the gateway fails, every `every`th consultation; when unavailable, it says to come back in `retry_in_s`."""

    model_config = _STRICT

    kind: FailureKind
    every: int = Field(default=1, ge=1)
    retry_in_s: int = Field(default=30, ge=1)


class Reaction(BaseModel):
    """What the organisme answers to a kind of fact; in YAML its bare name, or `{answer: …, reason: …}`."""

    model_config = _STRICT

    answer: Answer
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _accept_a_bare_name(cls, value: Any) -> Any:
        return {"answer": value} if isinstance(value, str) else value


class Check(BaseModel):
    """A check that the organisme makes of a fact once applied, and shares with the others."""

    model_config = _STRICT

    scope: tuple[Text, ...] = Field(min_length=1)
    level: LevelId
    holds_days: int = Field(ge=1)


class OrganismeFile(BaseModel):
    """What one organisme holds about a person, and how it behaves for them. Delays in milliseconds.

    `claims`: made elsewhere. `scenarios`: benefit → how a claim made here is instructed (`appeal`: any appeal), instead of the usual way.
    `document_failures`: how many tries fail of each document that is handed over.
    """

    model_config = _STRICT

    quality: QualityId
    since: Moment
    until: Moment | None = None
    regime: RegimeId
    office: Text
    rights: tuple[Right, ...] = ()
    payments: tuple[Payment, ...] = ()
    statements: tuple[Statement, ...] = ()
    attestations: tuple[Attestation, ...] | None = None
    latency_ms: int = Field(default=15, ge=0, le=60_000)
    failure: Failure | None = None
    answers: dict[FactKind, Reaction] = {}
    otherwise: Reaction = Reaction(answer=Answer.APPLY)
    apply_delay_ms: int = Field(default=20, ge=0, le=600_000)
    control: dict[FactKind, Check] = {}
    claims: tuple[PastClaim, ...] = ()
    scenarios: dict[str, Text] = {}
    document_failures: int = Field(default=0, ge=0)

    def reaction_to(self, kind: str) -> Reaction:
        """The answer to a kind of fact."""
        return self.answers.get(kind, self.otherwise)

    def benefits(self) -> frozenset[str]:
        """Every benefit that this file names."""
        claimed = frozenset(claim.benefit for claim in self.claims)
        return claimed | {right.benefit for right in self.rights} | {payment.benefit for payment in self.payments}

    @model_validator(mode="after")
    def _names_each_claim_once(self) -> Self:
        references = [claim.reference for claim in self.claims]
        if len(set(references)) < len(references):
            raise ValueError("two claims have the same reference")
        if any(claim.appeals and claim.appeals not in references for claim in self.claims):
            raise ValueError("an appeal is against a claim of this file")
        return self


class Persona(BaseModel):
    """One fictional person. `nir_agrees: false`: the number contradicts the civil status, for the human path."""

    model_config = _STRICT

    id: str = Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")
    title: Text
    identity: StrictIdentity
    nir: Text
    nir_agrees: bool = True
    regime: RegimeId
    franceconnect: StrictConnection = StrictConnection()
    # What the person has at home: the suite draws it (sandbox/suite/specimens.py).
    permit: dict[str, str] | None = None
    organismes: dict[OrganismeId, OrganismeFile]

    @model_validator(mode="after")
    def _bears_a_fictional_number(self) -> Self:
        if not nir.is_well_formed(self.nir):
            raise ValueError("nir: not 15 characters with the right key")
        if not nir.is_fictional(self.nir):
            raise ValueError("nir: the commune must be 999, which exists nowhere")
        if nir.agrees_with(self.nir, self.identity.gender, self.identity.birthdate) != self.nir_agrees:
            raise ValueError("nir: nir_agrees does not say the truth about sex, year and month of birth")
        return self

    def benefits(self) -> frozenset[str]:
        """Every benefit that the organismes' files name."""
        return frozenset(benefit for file in self.organismes.values() for benefit in file.benefits())
