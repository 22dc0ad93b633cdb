"""What a person reads of an item, in plain French."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """`title` may be read over a shoulder: it names no benefit. `body`: paragraphs separated by an empty line, ready for the portal and the letter.

    `template`: which version wrote it ("css-renouvellement/1"). `source_note`: says that the date was computed, or who told it.
    """

    template: str
    label: str
    title: str
    because: str
    body: str
    rule_quote: str
    consequence: str
    source_note: str
    action_label: str
    action_url: str
    organisme_name: str
    legal_reference: str
