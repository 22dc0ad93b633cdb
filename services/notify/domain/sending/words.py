"""What is said outside the portal: who writes, that it waits, until when, and the code that proves it. Never the content, never a link."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from services.notify.domain.sending.channels import Channel

SMS_LENGTH = 160
# GSM 03.38 (3GPP TS 23.038), the basic table; the extension table costs two characters and is not used.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_PLAIN = {
    "’": "'",
    "«": '"',
    "»": '"',
    "œ": "oe",
    "Œ": "OE",
    "–": "-",
    "—": "-",
    "…": "...",
    "€": "EUR",
    "\xa0": " ",
    "\u202f": " ",
}
_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(fr|com|net|org|eu)\b", re.IGNORECASE)
_PORTAL = "Mes droits sociaux"
SUBJECT = f"Un message vous attend sur {_PORTAL}"
CODE_SUBJECT = f"Votre code pour {_PORTAL}"
_SENDER_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Notice:
    """What waits. `sender`: who writes ("La Caf"); empty: the suite itself, or several. `due`: the soonest last day. `code`: "K7QF-3M9X"."""

    sender: str
    count: int
    code: str
    due: date | None = None


def said(channel: Channel, notice: Notice) -> str:
    """What goes through a channel; a push message as JSON. Empty for a letter and a call, which say what the message says."""
    if channel is Channel.EMAIL:
        return mail(notice)
    if channel is Channel.SMS:
        return sms(notice)
    return json.dumps(push(notice), ensure_ascii=False) if channel is Channel.PUSH else ""


def sms(notice: Notice) -> str:
    """At most 160 characters of GSM 03.38: one SMS, on every telephone."""
    for sender in (notice.sender, ""):
        said = gsm(f"{_PORTAL} : {_waits(notice, sender)}{_until(notice.due)} Code {notice.code}")
        if len(said) <= SMS_LENGTH:
            break
    return said


def push(notice: Notice) -> dict[str, str]:
    """What a browser shows, likely on a locked screen."""
    return {"title": _PORTAL, "body": f"{_waits(notice, notice.sender)}{_until(notice.due)} Code {notice.code}"}


def mail(notice: Notice) -> str:
    """The body of an e-mail, plain text."""
    return (
        f"Bonjour,\n\n{_waits(notice, notice.sender)}{_until(notice.due)}\n\n"
        f"Pour le lire, ouvrez {_PORTAL} comme vous en avez l'habitude, et connectez-vous avec FranceConnect.\n"
        "Cet e-mail ne contient aucun lien : nous n'en envoyons jamais.\n\n"
        f"Ce message vient-il bien de nous ? Vérifiez-le dans {_PORTAL}, page « Messages », avec ce code : {notice.code}\n\n"
        "Nous ne vous demandons jamais de mot de passe ni de coordonnées bancaires par e-mail.\n"
        "Ne répondez pas à cet e-mail : personne ne le lirait. "
        f"Pour choisir comment nous vous écrivons : {_PORTAL}, page « Préférences ».\n"
    )


def confirming(channel: Channel, code: str) -> str:
    """What carries the code that confirms an address: one SMS, or the body of an e-mail."""
    named = "ce numéro" if channel is Channel.SMS else "cette adresse"
    return (
        f"{_PORTAL} : votre code est {code}. Il sert à confirmer {named}, pendant 15 minutes. Ne le donnez à personne."
    )


def gsm(text: str) -> str:
    """The text in the basic table: a letter that is not in it loses its accent, any other sign is left out."""
    return "".join(_in_table(sign) for sign in text)


def has_link(text: str) -> bool:
    """Whether a telephone would make a link of something in it."""
    return _LINK.search(text) is not None


def _in_table(sign: str) -> str:
    if sign in _GSM:
        return sign
    if sign in _PLAIN:
        return _PLAIN[sign]
    return "".join(base for base in unicodedata.normalize("NFD", sign) if base in _GSM)


def _waits(notice: Notice, sender: str) -> str:
    # One line, and no name that a telephone would make a link of: the name comes from a catalogue, but stands where a forger would like to write.
    name = " ".join(sender.split())[:_SENDER_LENGTH]
    if notice.count > 1:
        return f"{notice.count} messages vous attendent."
    if name and not has_link(name):
        return f"{name} vous a écrit : un message vous attend."
    return "Un message vous attend."


def _until(due: date | None) -> str:
    return f" À lire jusqu'au {due:%d/%m/%Y}." if due else ""
