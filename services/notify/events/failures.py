"""The event of a delivery given up: identifiers and states only."""

from mesdroits.notify.v1 import events_pb2, message_pb2

from chassis.bus import Event, new_event
from services.notify.domain.sending.delivery import Delivery


class Failures:
    """Makes the events; whoever asked for them writes them to the outbox."""

    def failed(self, delivery: Delivery) -> Event:
        """To the suite: a delivery was given up, or failed days later."""
        told = events_pb2.DeliveryFailed(
            person_id=delivery.person_id,
            message_id=delivery.message_id,
            delivery_id=delivery.delivery_id,
            channel=message_pb2.Channel.Value(f"CHANNEL_{delivery.channel}"),
            status=message_pb2.DeliveryStatus.Value(f"DELIVERY_STATUS_{delivery.status}"),
        )
        return new_event("mesdroits.notify.v1.delivery.failed", told, source="notify")
