"""The calendar by what is to be done, and the forms of preferences read back."""

from collections.abc import Mapping, Sequence

from services.bff.screens.preferences import CHANNELS, KINDS, Wanted
from services.bff.views.calendar import CalendarItemView, CalendarView
from services.bff.views.preferences import AddressView, PreferencesView

_GROUPS = (
    ("À faire maintenant", ("open",)),
    ("À venir", ("upcoming", "automatic")),
    ("Dates dépassées", ("missed",)),
    ("Ce qui est fait", ("done",)),
)
# Channel, what the field is called, what helps, what a browser may fill in.
ADDRESS_FIELDS = (
    ("email", "Adresse e-mail", "Par exemple prenom.nom@exemple.fr.", "email"),
    ("sms", "Numéro de téléphone mobile", "Par exemple 06 12 34 56 78. Aucun SMS la nuit, ni le dimanche.", "tel"),
)
WAYS = (
    ("email", "Par e-mail"),
    ("sms", "Par SMS"),
    ("push", "Par notification du navigateur"),
    ("letter", "Par courrier"),
)


def grouped(view: CalendarView) -> list[tuple[str, list[CalendarItemView]]]:
    """The dates under their headings; a heading without dates is left out."""
    groups = [(title, [item for item in view.items if item.state in states]) for title, states in _GROUPS]
    return [(title, items) for title, items in groups if items]


def by_channel(view: PreferencesView, *, confirmed: bool) -> Mapping[str, AddressView]:
    """The confirmed addresses, or those that wait for their code, by channel."""
    return {one.channel: one for one in view.addresses if one.confirmed is confirmed}


def wanted(words: Mapping[str, Sequence[str]]) -> Wanted:
    """What was ticked: a consent that the form knew and that is not ticked is withdrawn."""
    granted = set(words.get("consent", ()))
    return Wanted(
        etag=next(iter(words.get("etag", ())), ""),
        channels={kind: [one for one in words.get(kind, ()) if one in CHANNELS] for kind in KINDS},
        consents={one: one in granted for one in words.get("known", ())},
        escalation="yes" in words.get("escalation", ()),
    )
