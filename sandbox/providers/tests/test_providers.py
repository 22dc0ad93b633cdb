"""What the played carriers take, refuse, tell and survive."""

import asyncio
import json
from typing import Any

import httpx
import pytest
import pywebpush
from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from mesdroits.provider.v1 import delivery_provider_service_pb2 as pb
from mesdroits.provider.v1 import delivery_provider_service_pb2_grpc as pb_grpc
from py_vapid import Vapid02

from chassis.auth import Minter
from chassis.clients import Client
from chassis.db import new_id
from chassis.errors import Problem
from chassis.settings import ProcessSettings
from sandbox.providers.company import Company
from sandbox.providers.settings import Settings
from sandbox.suite.keys import trusted_keys, vapid_key
from sandbox.suite.layout import Layout


async def mail(company: Company, recipient: str, delivery_id: str, house: int = 0) -> None:
    async with SMTP(hostname="127.0.0.1", port=company.houses[house].mail.port, start_tls=False) as relay:
        content = f"Message-ID: <{delivery_id}@test>\r\nSubject: essai\r\n\r\nBonjour\r\n"
        await relay.sendmail("nous@mesdroits.test", [recipient], content.encode())


def notify(keyed: Layout, company: Company, house: int = 0) -> "Client[Any]":
    settings = ProcessSettings(
        service="notify", signing_key_file=keyed.signing_key("notify"), trusted_keys_file=trusted_keys(keyed)
    )
    address = f"127.0.0.1:{company.houses[house].gateway.port}"
    stub: Any = pb_grpc.DeliveryProviderServiceStub
    return Client(settings, address, stub, f"provider.{house + 1}", Minter.from_settings(settings))


async def sms(client: "Client[Any]", telephone: str, delivery_id: str) -> pb.AcceptDeliveryResponse:
    request = pb.AcceptDeliveryRequest(
        delivery_id=delivery_id, request_id=new_id(), sms=pb.Sms(telephone=telephone, text="Bonjour")
    )
    return await client.call(client.stub.AcceptDelivery, request, timeout=5, idempotent=False)


async def found(client: "Client[Any]", delivery_id: str) -> str:
    answer = await client.call(client.stub.FindDelivery, pb.FindDeliveryRequest(delivery_id=delivery_id), timeout=5)
    return pb.Outcome.Name(answer.report.outcome) if answer.HasField("report") else ""


def page(settings: Settings) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=f"http://{settings.providers_page_listen}", trust_env=False)


async def test_a_mail_is_taken_shown_and_counted(company: Company, providers_settings: Settings) -> None:
    await mail(company, "marie@exemple.fr", "d-1")
    await mail(company, "marie@exemple.fr", "d-1")
    async with page(providers_settings) as http:
        sent = (await http.get("/api/sent", params={"recipient": "marie@exemple.fr"})).json()
        assert [(one["subject"], one["times"], one["house"]) for one in sent] == [("essai", 2, "principal")]
        assert (await http.get("/api/totals")).json() == {"taken": 1, "deliveries": 1, "handed": 2}
        assert "marie@exemple.fr" in (await http.get("/")).text
        assert "Bonjour" in (await http.get(f"/sent/{sent[0]['position']}")).text
        assert (await http.get("/sent/999")).status_code == 404


async def test_mail_recipients_refuse_for_good_or_for_now(company: Company) -> None:
    with pytest.raises(SMTPRecipientsRefused) as refused:
        await mail(company, "perm-fail@exemple.fr", "d-2")
    assert refused.value.recipients[0].code == 550
    for _ in range(2):
        with pytest.raises(SMTPRecipientsRefused) as later:
            await mail(company, "temp-twice+x@exemple.fr", "d-3")
        assert later.value.recipients[0].code == 451
    await mail(company, "temp-twice+x@exemple.fr", "d-3")


async def test_a_mail_without_an_id_is_refused(company: Company) -> None:
    async with SMTP(hostname="127.0.0.1", port=company.houses[0].mail.port, start_tls=False) as relay:
        with pytest.raises(SMTPResponseException):
            await relay.sendmail("nous@mesdroits.test", ["a@exemple.fr"], b"Subject: x\r\n\r\nx\r\n")


async def test_a_mail_that_was_taken_before_the_line_was_cut_is_found(company: Company, keyed: Layout) -> None:
    with pytest.raises(SMTPException):
        await mail(company, "cut@exemple.fr", "d-4")
    client = notify(keyed, company)
    assert await found(client, "d-4") == "OUTCOME_DELIVERED"
    assert await found(client, "d-unknown") == ""
    with pytest.raises(SMTPException):
        await mail(company, "silent@exemple.fr", "d-5")
    with pytest.raises(Problem):
        await found(client, "d-5")
    await client.close()


async def test_a_late_failure_is_told_days_later_in_order(company: Company, keyed: Layout) -> None:
    client = notify(keyed, company)
    await sms(client, "+33639980005", "d-6")
    await sms(client, "+33639980001", "d-7")
    first = await client.call(client.stub.ListReports, pb.ListReportsRequest(page_size=1), timeout=5)
    assert [one.delivery_id for one in first.reports] == ["d-6"]
    rest = await client.call(
        client.stub.ListReports, pb.ListReportsRequest(page_token=first.next_page_token), timeout=5
    )
    assert [one.delivery_id for one in rest.reports] == ["d-7"]
    again = pb.ListReportsRequest(page_token=rest.next_page_token)
    nothing = await client.call(client.stub.ListReports, again, timeout=5)
    assert not nothing.reports
    assert nothing.next_page_token == rest.next_page_token
    company.store.leap(6)
    late = await client.call(client.stub.ListReports, again, timeout=5)
    assert [(one.delivery_id, one.outcome) for one in late.reports] == [("d-6", pb.OUTCOME_PERMANENT_FAILURE)]
    await client.close()


async def test_telephones_and_letters_fail_by_name(company: Company, keyed: Layout) -> None:
    client = notify(keyed, company)
    for telephone, reason in {
        "+33639980002": "ADDRESS_REFUSED",
        "+33639980003": "PROVIDER_BUSY",
        "+33639980008": "UNAVAILABLE",
    }.items():
        with pytest.raises(Problem) as refused:
            await sms(client, telephone, f"d-{telephone}")
        assert refused.value.reason == reason
    assert await found(client, "d-+33639980008") == "OUTCOME_DELIVERED"
    letter = pb.Letter(address_lines=["MARIE ESSAI", "TEST RETOUR", "63000 CLERMONT-FERRAND"], pdf=b"%PDF-1.7")
    await client.call(
        client.stub.AcceptDelivery,
        pb.AcceptDeliveryRequest(delivery_id="d-8", request_id=new_id(), letter=letter),
        timeout=5,
    )
    assert await found(client, "d-8") == "OUTCOME_TAKEN"
    company.store.leap(6)
    assert await found(client, "d-8") == "OUTCOME_RETURNED"
    await client.close()


async def test_a_house_that_is_down_refuses_connections_and_comes_back_with_its_book(
    company: Company, keyed: Layout, providers_settings: Settings
) -> None:
    await mail(company, "marie@exemple.fr", "d-9")
    async with page(providers_settings) as http:
        down = {"mail_down": True, "gateway_down": True}
        assert (await http.put("/admin/houses/principal", json=down)).json()["mail_down"]
        with pytest.raises(SMTPException):
            await mail(company, "marie@exemple.fr", "d-10")
        client = notify(keyed, company)
        with pytest.raises(Problem):
            await found(client, "d-9")
        await http.put("/admin/houses/principal", json={"mail_down": False, "gateway_down": False})
        async with asyncio.timeout(5):
            while True:
                try:
                    assert await found(client, "d-9") == "OUTCOME_DELIVERED"
                    break
                except Problem:
                    await asyncio.sleep(0.1)
        await mail(company, "marie@exemple.fr", "d-10")
        await client.close()


def _push(subscription: dict[str, str], layout: Layout, aud: str | None = None) -> int:
    vapid = Vapid02.from_pem(vapid_key(layout).read_bytes())
    keys = {"p256dh": subscription["p256dh"], "auth": subscription["auth"]}
    claims: dict[str, str | int] = {"sub": "mailto:ops@mesdroits.test"}
    if aud:
        claims["aud"] = aud
    try:
        answer = pywebpush.webpush(
            {"endpoint": subscription["endpoint"], "keys": keys}, json.dumps({"title": "Essai"}),
            vapid_private_key=vapid, vapid_claims=claims, ttl=60, headers={"Topic": "d-11"}, timeout=5,
        )  # fmt: skip
    except pywebpush.WebPushException as refused:
        return refused.status_code or 0
    return answer.status_code if not isinstance(answer, str) else 0


async def test_a_browser_reads_what_was_encrypted_for_it(
    company: Company, keyed: Layout, providers_settings: Settings
) -> None:
    async with page(providers_settings) as http:
        subscription = (await http.post("/push/browsers")).json()
        assert await asyncio.to_thread(_push, subscription, keyed) == 201
        assert (await http.get("/api/sent", params={"delivery_id": "d-11"})).json()[0]["text"] == '{"title": "Essai"}'
        assert await asyncio.to_thread(_push, subscription, keyed, "https://autre.test") == 403
        gone = (await http.post("/push/browsers", params={"conduct": "perm-fail"})).json()
        assert await asyncio.to_thread(_push, gone, keyed) == 410
