"""Reads the templates once, when the process starts: a fault in one stops the start."""

from collections.abc import Iterator
from pathlib import Path

import yaml

from services.notify.domain.rulebook import Rulebook
from services.notify.templates.render import Names, Template, Templates
from services.notify.templates.schema import NamesFile, TemplateFile

HERE = Path(__file__).parent
_TEXTS = ("label", "title", "because", "body", "rule_quote", "consequence", "action_label")


class TemplateError(Exception):
    """The templates do not fit the rules; the message says which."""


def load_templates(rulebook: Rulebook, folder: Path = HERE) -> Templates:
    """The templates of a folder: one at least for each rule. Raises TemplateError, or pydantic's ValidationError."""
    names = NamesFile.model_validate(yaml.safe_load((folder / "names.yaml").read_text("utf-8")))
    read = [_template(path) for path in sorted(folder.glob("texts/*.yaml"))]
    templates = Templates({one.ident: one for one in read}, Names(**names.model_dump()))
    faults = list(_faults(templates, rulebook, len(read)))
    if faults:
        raise TemplateError("; ".join(faults))
    return templates


def _template(path: Path) -> Template:
    read = TemplateFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
    return Template(
        ident=f"{read.template}/{read.version}",
        texts={key: getattr(read, key).strip() for key in _TEXTS},
        action_urls=read.action_urls,
        action_url=read.action_url,
        told_note=read.told_note,
        defaults=read.defaults,
    )


def _faults(templates: Templates, rulebook: Rulebook, count: int) -> Iterator[str]:
    if len(templates.templates) != count:
        yield "two templates of the same version"
    yield from (f"no template {ident}" for ident in sorted(rulebook.templates() - templates.templates.keys()))
    for template in templates.templates.values():
        if bool(template.texts["action_label"]) != bool(template.action_url or template.action_urls):
            yield f"{template.ident}: something to press leads somewhere, and the other way round"
        unknown = set(template.action_urls) - set(templates.names.organismes)
        yield from (f"{template.ident}: unknown organisme {name}" for name in sorted(unknown))
