"""A letter: one message, one precise point, on paper. Its copy is among the person's documents before it leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from chassis.db import read_session, unit_of_work
from services.notify.domain.messages import Content, Message
from services.notify.domain.sending.delivery import Delivery, Secret
from services.notify.domain.territories import territory_of, today_of
from services.notify.store import deliveries, messages, reach
from services.notify.usecases.sending import Sending

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


class NobodyThere(Exception):
    """No postal address of the person is known."""


async def prepare(sending: Sending, delivery: Delivery) -> tuple[Delivery, bytes]:
    """The delivery with its postal address and its code, both kept before anything leaves, and the PDF. The same after a crash: the same letter.

    Raises NobodyThere, and the Problem of a partner that does not answer.
    """
    vault = sending.notify.vault
    async with read_session(sending.database) as session:
        message = await messages.find(session, vault, delivery.person_id, delivery.message_id)
        homes = await reach.departments(session, vault, [delivery.person_id])
    if message is None:
        raise NobodyThere
    if not delivery.secret.lines:
        today = today_of(sending.notify.now(), territory_of(homes[delivery.person_id]))
        delivery = await _addressed(sending, delivery, today)
    pdf = await sending.write_letter(said(sending.notify.organismes, delivery.secret, message))
    document_id = await sending.papers.keep(delivery, pdf)
    return replace(delivery, document_id=document_id), pdf


async def _addressed(sending: Sending, delivery: Delivery, today: date) -> Delivery:
    lines = await sending.post.lines(delivery.person_id)
    if not lines:
        raise NobodyThere
    secret = replace(delivery.secret, lines=lines, code=await sending.papers.new_code(), day=today.isoformat())
    addressed = replace(delivery, secret=secret)
    async with unit_of_work(sending.database) as session:
        await deliveries.keep_secret(session, sending.notify.vault, addressed)
    return addressed


def said(names: Mapping[str, str], secret: Secret, message: Message) -> Mapping[str, object]:
    """What the page reads. What an organisme wrote stays in the portal: its letter only says that it waits. `names`: organisme → in a sentence."""
    content, ours = message.content, not message.reference
    organisme = content.contact or message.organisme
    contact = names.get(organisme, "votre organisme")
    sender = _capital(names.get(message.organisme, contact))
    return {
        "lines": list(secret.lines),
        "date": day_text(date.fromisoformat(secret.day)),
        "code": secret.code,
        "title": content.title if ours else "Un message vous attend",
        "happened": _happened(content) if ours else [f"{sender} vous a écrit. Vous n'avez pas encore lu son message."],
        "rule": content.rule_quote if ours else "",
        "legal_reference": content.legal_reference if ours else "",
        "todo": _todo(content, contact) if ours else ["Ouvrez Mes droits sociaux et lisez ce message."],
        "due": day_text(message.due) if message.due else "",
        "consequence": content.consequence if ours else "",
        "organisme": organisme,
        "contact": _capital(contact),
    }  # fmt: skip


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def day_text(day: date) -> str:
    """« 1er décembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def _todo(content: Content, contact: str) -> list[str]:
    """What the portal's page says, and where to go: paper has no button."""
    # Where nothing says why, what happened holds the whole text already.
    text = _paragraphs(content.body) if content.because else []
    return [*text, f"Sur Mes droits sociaux, ouvrez votre calendrier. Vous pouvez aussi vous adresser à {contact}."]


def _happened(content: Content) -> list[str]:
    because = content.because
    if because.startswith("Parce qu"):
        because = f"Vous recevez cette lettre p{because[1:]}"
    return _paragraphs(because or content.body)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
