"""A letter: one message, one precise point, on paper. Its copy is among the person's documents before it leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from chassis.db import read_session, unit_of_work
from services.notify.domain.messages import Content, Message
from services.notify.domain.sending.delivery import Delivery
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
    pdf = await sending.write_letter(said(sending, delivery, message))
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


def said(sending: Sending, delivery: Delivery, message: Message) -> Mapping[str, object]:
    """What the page reads. What an organisme wrote stays in the portal: its letter only says that it waits."""
    content, sender = message.content, sending.sender(message.organisme)
    ours = not message.reference
    return {
        "lines": list(delivery.secret.lines),
        "date": day_text(date.fromisoformat(delivery.secret.day)),
        "code": delivery.secret.code,
        "title": content.title if ours else "Un message vous attend",
        "happened": _happened(content) if ours else [f"{sender} vous a écrit. Vous n'avez pas encore lu son message."],
        "rule": content.rule_quote if ours else "",
        "legal_reference": content.legal_reference if ours else "",
        "todo": _todo(message, ours=ours),
        "due": day_text(message.due) if message.due else "",
        "consequence": content.consequence if ours else "",
        "organisme": content.contact or message.organisme,
        "contact": sending.sender(content.contact) or sender or "votre organisme",
    }  # fmt: skip


def day_text(day: date) -> str:
    """« 1er décembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def _todo(message: Message, *, ours: bool) -> list[str]:
    label = message.content.action_label
    if not ours:
        return ["Ouvrez Mes droits sociaux et lisez ce message."]
    return [f"{label}." if not label.endswith(".") else label] if label else _paragraphs(message.content.body)


def _happened(content: Content) -> list[str]:
    because = content.because
    if because.startswith("Parce qu"):
        because = f"Vous recevez cette lettre p{because[1:]}"
    return _paragraphs(because or content.body)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]
