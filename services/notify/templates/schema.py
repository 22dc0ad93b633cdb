"""The shape of the templates: what is missing or misspelt stops the process rather than a letter."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """No key that nobody reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TemplateFile(Strict):
    """One file for each rule. Placeholders stand in braces; `defaults` says what stands for those that may be empty.

    `title`: at most 70 characters once filled in, names no benefit: it may be read over a shoulder. `action_urls`: by organisme; `action_url` for
    the others. `told_note`: who told the date, when it is no organisme.
    """

    template: Text
    version: int = Field(ge=1)
    label: Text
    title: Text
    because: Text
    body: Text
    rule_quote: Text
    consequence: Text
    action_label: str = ""
    action_url: str = ""
    action_urls: dict[Text, Text] = {}
    told_note: str = ""
    defaults: dict[Text, str] = {}


class NamesFile(Strict):
    """names.yaml: how a sentence names each organisme and each benefit; and what is said of a date."""

    organismes: dict[Text, Text]
    nobody: Text
    benefits: dict[Text, Text]
    computed_note: Text
    told_note: Text
