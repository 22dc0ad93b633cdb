"""The shape of the YAML files: what is missing, misspelt or undated stops the process rather than a person's claim."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.requests_tracking.domain.vocabulary import ClaimKind, ClaimState, Silence

Text = Annotated[str, Field(min_length=1)]
# S: the source documents of the project say it; L: read in the law; W: read on a page about it; K: from memory, or ours.
Confidence = Literal["S", "L", "W", "K"]


class Strict(BaseModel):
    """No key that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict):
    """Where it comes from, and when somebody last looked."""

    source: Text
    checked: date
    confidence: Confidence


class DelaySchema(Strict):
    """A delay of a text."""

    months: int = Field(0, ge=0, le=24)
    days: int = Field(0, ge=0, le=366)
    clear_days: bool = False
    until_month_end: bool = False


class RuleSchema(Sourced):
    """A rule of the clock."""

    rule: Text
    kinds: list[ClaimKind]
    organismes: list[Text] = []
    benefits: list[Text] = []
    paths: list[Text] = []
    since: date
    until: date | None = None
    silence: Silence
    delay: DelaySchema
    reference: Text
    explanation: Text
    appeals: list[Text]


class RulesFile(Strict):
    """clock_rules.yaml"""

    rules: list[RuleSchema]


class PathSchema(Sourced):
    """A way of appeal."""

    path: Text
    label: Text
    delay: DelaySchema | None = None
    here: bool
    reference: Text
    instruction: Text


class MeaningSchema(Strict):
    """A word of an organisme."""

    state: ClaimState
    lost: str = ""
    hands_over: bool = False


class MappingFile(Sourced):
    """mappings/*.yaml"""

    organisme: Text
    words: dict[Text, MeaningSchema]


class QuestionSchema(Strict):
    """A question of a form."""

    key: Text
    label: Text
    hint: str = ""
    type: Literal["text", "amount", "date", "yes_no", "choice"]
    codes: dict[Text, Text] = {}
    required: bool


class PathsFile(Strict):
    """appeals.yaml"""

    paths: list[PathSchema]
    questions: list[QuestionSchema]


class BenefitSchema(Sourced):
    """A benefit that can, or will, be asked for."""

    benefit: Text
    announced: date | None = None
    opens: date | None = None
    managers: dict[Text, Text]
    parts: list[Text] = []
    # No name, no password, no parameter: what is told to it is added when somebody goes there.
    service_url: Annotated[str, Field(pattern=r"^https://[a-z0-9.-]+/[^?#@]*$")]
    questions: list[QuestionSchema]


class BenefitsFile(Strict):
    """benefits.yaml"""

    questions: dict[str, QuestionSchema]
    benefits: list[BenefitSchema]


class OrganismesFile(Strict):
    """organismes.yaml"""

    organismes: dict[Text, Text]


class PiecesFile(Strict):
    """pieces.yaml"""

    consequence: Text
    pieces: dict[Text, Text]


class LabelsFile(Strict):
    """labels.yaml"""

    health: list[Text]
    health_organismes: list[Text]
    labels: dict[Text, Text]


class DraftSchema(Sourced):
    """How long a draft is kept."""

    months: int = Field(ge=1)
    reminder_days: int = Field(ge=1)


class KeptSchema(Sourced):
    """How long a claim that is over is kept."""

    months: int = Field(ge=1, le=60)


class RetentionFile(Strict):
    """retention.yaml"""

    draft: DraftSchema
    claim: KeptSchema
