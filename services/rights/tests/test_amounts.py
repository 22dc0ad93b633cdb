"""How often what is paid comes, and what is managed without being paid."""

from mesdroits.rights.v1 import view_pb2

from services.rights.tests.played import by_benefit, right
from services.rights.tests.world import World


async def test_an_amount_says_how_often_it_comes_and_an_account_that_it_is_only_managed(world: World) -> None:
    world.identity.attach("cnaf", "cdc")
    world.organismes["cnaf"].rights = [right("rsa", 64_652), right("ars", 42_300), right("apl")]
    world.organismes["cdc"].rights = [right("cpf")]
    seen = await world.view()
    held = by_benefit([line for one in seen.domains for line in one.rights])
    periods = {name: view_pb2.PaymentPeriod.Name(line.payment_period) for name, line in held.items()}
    assert periods == {
        "rsa": "PAYMENT_PERIOD_MONTHLY",
        "ars": "PAYMENT_PERIOD_YEARLY",
        "apl": "PAYMENT_PERIOD_UNSPECIFIED",
        "cpf": "PAYMENT_PERIOD_UNSPECIFIED",
    }
    assert [name for name, line in held.items() if line.managed_only] == ["cpf"]
