"""What notify says of the fictional person: her dates, a task, an organisme's message, and how she wants to be reached."""

from typing import Any

from google.protobuf.message import Message
from mesdroits.notify.v1 import notify_service_pb2 as pb

TASK_ID = "0199b3c0-0000-7000-8000-00000000a1e1"
LETTER_ID = "0199b3c0-0000-7000-8000-00000000a1e2"
DONE_ID = "0199b3c0-0000-7000-8000-00000000a1e3"
PREFERENCES_ETAG = "p4"
CODE = "K7QF-3M9X"
_NOW, _BEFORE = "2026-11-22T08:05:00Z", "2026-11-03T07:40:00Z"


def _date(year: int, month: int, day: int) -> dict[str, int]:
    return {"year": year, "month": month, "day": day}


DTR = {
    "itemId": "3f0c9a7be1d24c60", "rule": "dtr-rsa", "label": "Déclarer vos ressources pour le RSA", "benefit": "rsa",
    "organisme": "cnaf", "organismeName": "Caf", "openDate": _date(2026, 11, 1), "dueDate": _date(2026, 11, 30),
    "state": "ITEM_STATE_OPEN", "because": "Parce que vous touchez le RSA : vos ressources se déclarent tous les trois mois.",
    "consequence": "Sans déclaration, le versement est suspendu.",
    "referenceMonths": [_date(2026, 7, 1), _date(2026, 8, 1), _date(2026, 9, 1)],
    "legalReference": "CASF art. R. 262-37", "checkDate": _date(2026, 11, 22), "actionLabel": "Déclarer sur caf.fr",
    "actionUrl": "https://www.caf.fr/", "messageId": TASK_ID,
}  # fmt: skip
_CSS = {
    "itemId": "8b1f20c2d3a94e11", "rule": "css-renouvellement", "label": "Renouveler votre complémentaire santé solidaire", "benefit": "c2s",
    "organisme": "cnam", "organismeName": "Assurance maladie", "openDate": _date(2026, 8, 31), "dueDate": _date(2026, 10, 31),
    "state": "ITEM_STATE_AUTOMATIC", "because": "Parce que vous touchez le RSA : elle est renouvelée sans que vous le demandiez.",
    "legalReference": "CSS art. L. 861-5", "checkDate": _date(2026, 11, 22), "computed": True,
}  # fmt: skip
_TITLE = {
    "itemId": "c04d11ab77e04b7f", "rule": "titre-sejour", "label": "Renouveler votre titre de séjour", "openDate": _date(2026, 12, 1),
    "dueDate": _date(2027, 2, 1), "state": "ITEM_STATE_UPCOMING", "because": "Parce que votre titre se termine le 31 mars 2027.",
    "computed": True,
}  # fmt: skip
_APPEAL = {
    "itemId": "9a7e3cc1f2b24d55", "rule": "recours", "label": "Contester le refus de l'APL", "benefit": "apl", "organisme": "cnaf",
    "organismeName": "Caf", "dueDate": _date(2026, 10, 12), "state": "ITEM_STATE_MISSED",
    "because": "Parce que votre demande d'APL a été refusée le 12 août 2026.", "consequence": "La décision ne peut plus être contestée.",
}  # fmt: skip
_DONE = {
    "itemId": "11b2c3d4e5f60718", "rule": "dtr-rsa", "label": "Déclarer vos ressources pour le RSA", "benefit": "rsa", "organisme": "cnaf",
    "organismeName": "Caf", "dueDate": _date(2026, 8, 31), "state": "ITEM_STATE_DONE", "because": "Parce que vous touchez le RSA.",
    "doneTime": "2026-08-12T09:00:00Z",
}  # fmt: skip
HIDDEN_ITEM = {
    "itemId": "77aa0c11de2f4b90", "label": "Une date à ne pas manquer", "organisme": "cnam", "organismeName": "Assurance maladie",
    "openDate": _date(2026, 11, 1), "dueDate": _date(2026, 12, 31), "state": "ITEM_STATE_OPEN", "hiddenByAssurance": True,
}  # fmt: skip
_DELIVERIES = [
    {
        "deliveryId": "0199b3c0-0000-7000-8000-00000000de11", "channel": "CHANNEL_EMAIL", "status": "DELIVERY_STATUS_DELIVERED",
        "statusTime": _BEFORE, "maskedAddress": "c…@exemple.fr", "code": CODE,
    },
    {
        "deliveryId": "0199b3c0-0000-7000-8000-00000000de12", "channel": "CHANNEL_LETTER", "status": "DELIVERY_STATUS_CREATED",
        "statusTime": _NOW, "explanation": "Vous n'avez pas lu ce message et un droit peut se perdre : il part aussi par courrier.",
    },
]  # fmt: skip
TASK = {
    "messageId": TASK_ID, "kind": "MESSAGE_KIND_TASK", "senderName": "Mes droits sociaux", "title": "Une déclaration est à faire",
    "body": "Votre déclaration de ressources pour le RSA est à faire avant le 30 novembre 2026.\n\nElle porte sur juillet, août et septembre.",
    "because": "Parce que vous touchez le RSA.", "rule": "dtr-rsa", "ruleQuote": "Les ressources se déclarent tous les trois mois.",
    "legalReference": "CASF art. R. 262-37", "template": "dtr-rsa/1", "dueDate": _date(2026, 11, 30),
    "consequence": "Sans déclaration, le versement est suspendu.", "actionLabel": "Déclarer sur caf.fr", "actionUrl": "https://www.caf.fr/",
    "state": "MESSAGE_STATE_OPEN", "createTime": _BEFORE, "legalEffect": True, "deliveries": _DELIVERIES,
}  # fmt: skip
LETTER = {
    "messageId": LETTER_ID, "kind": "MESSAGE_KIND_ORGANISME", "organisme": "cnaf", "senderName": "Caf", "title": "Un point sur votre dossier",
    "body": "Bonjour.\n\nVotre nouvelle adresse est prise en compte.", "state": "MESSAGE_STATE_OPEN", "createTime": _NOW, "readTime": _NOW,
}  # fmt: skip
DONE = {
    **TASK, "messageId": DONE_ID, "state": "MESSAGE_STATE_DONE", "stateReason": "Vous avez indiqué que c'est fait.", "readTime": _NOW,
    "canReopen": True,
    "deliveries": [],
}  # fmt: skip
HIDDEN = {
    "messageId": LETTER_ID, "kind": "MESSAGE_KIND_TASK", "senderName": "Mes droits sociaux", "title": "Une échéance de santé",
    "hiddenByAssurance": True, "state": "MESSAGE_STATE_OPEN", "createTime": _NOW,
}  # fmt: skip
_EMAIL = {"channel": "CHANNEL_EMAIL", "maskedAddress": "c…@exemple.fr", "confirmTime": _BEFORE}
_SMS = {
    "channel": "CHANNEL_SMS", "maskedAddress": "… 56 78", "confirmTime": _BEFORE, "failing": "Ce numéro n'existe plus.",
}  # fmt: skip
PREFERENCES: dict[str, Any] = {
    "kinds": [
        {"kind": "MESSAGE_KIND_TASK", "channels": ["CHANNEL_EMAIL", "CHANNEL_SMS", "CHANNEL_LETTER"]},
        {"kind": "MESSAGE_KIND_NOTICE", "channels": ["CHANNEL_EMAIL"]},
        {"kind": "MESSAGE_KIND_ORGANISME", "channels": []},
    ],
    "organismes": [
        {"organisme": "cnaf", "organismeName": "Caf", "granted": True, "sinceTime": _BEFORE},
        {"organisme": "cnam", "organismeName": "Assurance maladie", "waiting": 2},
    ],
    "addresses": [_EMAIL, _SMS], "pushSubscriptions": 1, "escalation": True, "etag": PREFERENCES_ETAG, "pushPublicKey": "BNc0" + "A" * 83,
}  # fmt: skip

ANSWERS: dict[type[Message], dict[str, Any]] = {
    pb.GetCalendarResponse: {"items": [DTR, _CSS, _TITLE, _APPEAL, _DONE], "dataTime": _NOW, "unanswered": ["cnaf", "msa"]},
    pb.ListMessagesResponse: {"messages": [LETTER, TASK, DONE], "unread": 1},
    pb.GetMessageResponse: {"message": TASK},
    pb.MarkMessageReadResponse: {"message": {**TASK, "readTime": _NOW}},
    pb.CompleteTaskResponse: {"message": DONE},
    pb.ReopenTaskResponse: {"message": TASK},
    pb.CheckCodeResponse: {"ours": True, "channel": "CHANNEL_SMS", "sendTime": _BEFORE, "messageId": TASK_ID},
    pb.GetPreferencesResponse: {"preferences": PREFERENCES},
    pb.SavePreferencesResponse: {"preferences": PREFERENCES},
    pb.SetAlertAddressResponse: {
        "address": {"channel": "CHANNEL_EMAIL", "maskedAddress": "c…@exemple.fr"}, "expireTime": "2026-11-22T13:20:00Z",
    },
    pb.ConfirmAlertAddressResponse: {"address": _EMAIL},
    pb.RemoveAlertAddressResponse: {},
    pb.AddPushSubscriptionResponse: {"subscriptionId": "0199b3c0-0000-7000-8000-00000000b0b1"},
    pb.RemovePushSubscriptionResponse: {},
    pb.WatchMessagesResponse: {"message": TASK, "unread": 1},
}  # fmt: skip
