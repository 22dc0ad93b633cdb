"""What a letter says (facts.md §4.3): one point, what happened, the rule, what to do, who helps, how to contest."""

import io
from collections import defaultdict
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from services.notify.calendar.loader import load
from services.notify.channels.letter.writing import Writer
from services.notify.domain.messages import Content, Message, MessageKind
from services.notify.domain.sending.delivery import Secret
from services.notify.templates.loader import load_templates
from services.notify.templates.render import Template
from services.notify.usecases.letters import said

TEMPLATES = load_templates(load())

SAID = {
    "lines": ["MARIE ESSAI", "12 RUE DES TESTS", "63000 CLERMONT-FERRAND"], "date": "24 novembre 2026", "code": "7K3M-9QZT-0XWB-0001",
    "title": "Une demande à refaire", "happened": ["Votre complémentaire santé solidaire se termine le 31 décembre 2026."],
    "rule": "La demande se fait entre quatre mois et deux mois avant la fin du droit.", "legal_reference": "CSS art. L. 861-5",
    "todo": ["Refaire ma demande."], "due": "31 octobre 2026", "consequence": "Sans nouvelle demande, le droit s'arrête.",
    "organisme": "cnam", "contact": "l'Assurance maladie",
}  # fmt: skip


async def test_a_letter_says_what_happened_the_rule_what_to_do_and_who_helps() -> None:
    with pypdfium2.PdfDocument(io.BytesIO(await Writer()(SAID))) as document:
        assert len(document) == 1
        text = " ".join(document[0].get_textpage().get_text_bounded().split())
    expected = (
        "se termine le 31 décembre 2026", "entre quatre mois et deux mois", "CSS art. L. 861-5", "Refaire ma demande", "31 octobre 2026",
        "36 46", "ACCEO", "rendez-vous", "deux mois pour la contester", "7K3M-9QZT-0XWB-0001",
    )  # fmt: skip
    assert [part for part in expected if part not in text] == []


def rendered(pdf: bytes) -> tuple[int, str]:
    """How many pages, and the text without its line ends."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return len(pages), " ".join(" ".join(pages).replace("\ufffe", "").split())


def written(template: Template) -> Message:
    """A message of this template, each of its dates filled in."""
    values = defaultdict(lambda: "30 septembre 2026", organisme="la Caf", benefit="le RSA", months="mars, avril et mai")
    texts = {name: text.format_map(values) for name, text in template.texts.items() if name != "label"}
    content = Content(**texts, legal_reference="CSS art. L. 861-5", contact="cnaf")
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    return Message("m-1", "somebody", MessageKind.TASK, content, now, rule="a-rule", due=date(2026, 12, 31))


@pytest.mark.parametrize("template", list(TEMPLATES.templates.values()), ids=lambda template: template.ident)
async def test_a_letter_says_all_that_the_portal_says_on_one_sheet_of_paper(template: Template) -> None:
    secret = Secret(lines=("MARIE ESSAI", "63000 CLERMONT-FERRAND"), code="7K3M-9QZT-0XWB-0001", day="2026-11-24")
    message = written(template)
    whole = said(TEMPLATES.names.organismes, secret, message)
    todo = whole["todo"]
    assert isinstance(todo, list)
    assert [part for part in message.content.body.split("\n\n") if part.strip() not in todo] == []
    assert "vous adresser à la Caf" in todo[-1]
    pages, text = rendered(await Writer()(whole))
    assert pages <= 2
    assert "Date limite : 31 décembre 2026" in text
