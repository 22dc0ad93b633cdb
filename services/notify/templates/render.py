"""Writes an item in plain French: pure, from its template and what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter

from services.notify.domain.due import DueItem
from services.notify.domain.months import french_date, french_months
from services.notify.domain.words import Words

# What every template may fill in, besides the facts of its rule.
ALWAYS = frozenset({"due", "open", "organisme", "Organisme", "benefit", "months"})


@dataclass(frozen=True, slots=True)
class Template:
    """The texts of a rule, with placeholders. `ident`: "css-renouvellement/1"."""

    ident: str
    texts: Mapping[str, str]
    action_urls: Mapping[str, str]
    action_url: str
    told_note: str
    defaults: Mapping[str, str]

    def placeholders(self) -> frozenset[str]:
        """What has to be filled in."""
        said = (*self.texts.values(), self.told_note, *self.defaults.values())
        return frozenset(name for text in said for _, name, _, _ in Formatter().parse(text) if name)


@dataclass(frozen=True, slots=True)
class Names:
    """How a sentence names organismes and benefits; `nobody`: where none is known."""

    organismes: Mapping[str, str]
    nobody: str
    benefits: Mapping[str, str]
    computed_note: str
    told_note: str


@dataclass(frozen=True, slots=True)
class Templates:
    """Every template by its ident, the versions gone by included."""

    templates: Mapping[str, Template]
    names: Names

    def words(self, item: DueItem) -> Words:
        """The item in French. Raises KeyError for a template that was never written: the loader has seen that there is none."""
        template, names = self.templates[item.template], self.names
        values = {**template.defaults, **_filled(item, names)}
        said = {key: _sentence(text.format_map(values)) for key, text in template.texts.items()}
        note = names.computed_note if item.computed else template.told_note or names.told_note
        return Words(
            template=template.ident,
            source_note=_sentence(note.format_map(values)),
            action_url=template.action_urls.get(item.organisme, template.action_url),
            organisme_name=names.organismes.get(item.organisme, ""),
            legal_reference=item.legal_reference,
            **said,
        )


def _filled(item: DueItem, names: Names) -> dict[str, str]:
    organisme = names.organismes.get(item.organisme, names.nobody)
    values = {
        "due": french_date(item.due_date),
        "open": french_date(item.open_date),
        "organisme": organisme,
        "Organisme": organisme[:1].upper() + organisme[1:],
        "benefit": names.benefits.get(item.benefit, "un de vos droits"),
    }
    if item.reference_months:
        values["months"] = french_months(item.reference_months)
    facts = {name: french_date(fact) if isinstance(fact, date) else fact for name, fact in item.facts.items()}
    # A fact that is not known leaves its place to the template's default.
    return values | {name: fact for name, fact in facts.items() if fact}


def _sentence(text: str) -> str:
    """Without what an empty place leaves behind."""
    paragraphs = (" ".join(part.split()) for part in text.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)
