"""How a message was sent, as its lines read."""

from mesdroits.notify.v1 import message_pb2 as pb

from services.bff.views.messages import delivery_view


def test_what_a_carrier_gave_up_promises_no_other_try() -> None:
    given_up = pb.Delivery(channel=pb.CHANNEL_EMAIL, status=pb.DELIVERY_STATUS_TEMPORARY_FAILURE)
    assert delivery_view(given_up).status_text == "N'a pas pu arriver"
    given_up.not_before_time.FromJsonString("2026-11-22T10:00:00Z")
    assert delivery_view(given_up).status_text == "Nouvel essai à venir"


def test_a_letter_without_an_address_leads_to_where_it_is_told() -> None:
    line = pb.Delivery(channel=pb.CHANNEL_LETTER, action_label="Donner mon adresse", action_url="/adresse")
    action = delivery_view(line).action
    assert action
    assert (action.text, action.href) == ("Donner mon adresse", "/adresse")
    assert delivery_view(pb.Delivery(channel=pb.CHANNEL_LETTER)).action is None
