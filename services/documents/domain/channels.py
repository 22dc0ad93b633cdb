"""The right door for a document that is not deposited here: whose it is for this person, and where they write to."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.documents.domain.rulebook import Organisme, Rule, Rulebook
from services.documents.domain.verdicts import Remedy


@dataclass(frozen=True, slots=True)
class PersonFile:
    """A file of the person at an organisme. `office`: the name of theirs ("CPAM de la Loire"), "" when it was not told."""

    organisme: str
    regime: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a document goes that is not deposited here."""

    instruction: str
    organisme: str = ""
    organisme_name: str = ""
    postal_address: tuple[str, ...] = ()
    service_url: str = ""


def channel_of(rulebook: Rulebook, rule: Rule, named: str, files: Sequence[PersonFile]) -> Channel:
    """Where it goes for this person; `named`: the organisme that they said it is for."""
    found = _handler(rule, named, files)
    organisme = rulebook.organismes.get(found.organisme) if found else None
    if organisme is None or found is None:
        said = _with_directory(rulebook, rule, "")
        return Channel(written(said, "votre caisse"), service_url=_url(rulebook, rule, ""))
    address = _address(organisme, found) if rule.by_post else ()
    # Their own office by its name, in a sentence that holds whatever the name is.
    word = f"{organisme.office_word} ({found.office})" if found.office else organisme.office_word
    said = written(_with_directory(rulebook, rule, organisme.organisme), word)
    return Channel(said, organisme.organisme, organisme.name, address, _url(rulebook, rule, organisme.site))


def _with_directory(rulebook: Rulebook, rule: Rule, organisme: str) -> str:
    """What to do; by post, where the address of an office is published: it is pointed to, and never made up."""
    directory = rulebook.directory
    told = directory.organismes.get(organisme, directory.told)
    return f"{rule.instruction} {told}" if rule.by_post else rule.instruction


def _url(rulebook: Rulebook, rule: Rule, site: str) -> str:
    """Where it goes on online: by post, where addresses are published; elsewhere the organisme's own site."""
    return rule.service_url or (rulebook.directory.page if rule.by_post else site)


def written(instruction: str, word: str) -> str:
    """The instruction with the word in it in place of `{caisse}`, with a capital where it begins a sentence."""
    begun = instruction.replace(". {caisse}", f". {word[:1].upper()}{word[1:]}")
    return begun.replace("{caisse}", word)


def _address(organisme: Organisme, found: PersonFile) -> tuple[str, ...]:
    """The address of their own office; none when it is not known: an address that may be another's is worse than none."""
    return tuple(line.replace("{office}", found.office) for line in organisme.postal) if found.office else ()


def _handler(rule: Rule, named: str, files: Sequence[PersonFile]) -> PersonFile | None:
    """Who handles it for this person: where they have the file of their regime, else the organisme they name, else nobody."""
    by_regime = rule.organismes or {}
    theirs = [f for f in files if f.organisme in by_regime.values()]
    of_regime = [f for f in theirs if by_regime.get(f.regime) == f.organisme]
    meant = [f for f in of_regime or theirs if f.organisme == named]
    if meant:
        return meant[0]
    candidates = of_regime or theirs
    if len({f.organisme for f in candidates}) == 1:
        return candidates[0]
    if candidates:
        return None
    handlers = set(by_regime.values())
    if named in handlers:
        return PersonFile(named)
    return PersonFile(handlers.pop()) if len(handlers) == 1 else None


def remedy_channel(rulebook: Rulebook, remedy: Remedy, organisme: str) -> Channel:
    """What to do with a refused document that was for that organisme ("" = none was said)."""
    known = rulebook.organismes.get(organisme)
    instruction = written(remedy.instruction, known.office_word if known else "votre organisme")
    named = (known.organisme, known.name) if known else ("", "")
    return Channel(instruction, *named, service_url=remedy.service_url)
