"""A file that the person takes away while it is sent: tus, extension `termination`."""

from services.bff.samples_of_documents import UPLOAD_ID
from services.bff.tests.conftest import World
from services.bff.tests.test_documents import FILE, KEY, TUS


async def test_a_file_under_way_is_taken_away_by_its_own_person(world: World) -> None:
    client = await world.logged_in()
    gone = await client.delete(FILE, headers=TUS | KEY)
    assert (gone.status_code, gone.content, gone.headers["tus-resumable"]) == (204, b"", "1.0.0")
    asked = world.played.last("RemoveUpload").request
    assert (asked.upload_id, asked.request_id) == (UPLOAD_ID, KEY["idempotency-key"])
    assert (await client.delete(FILE, headers={"tus-resumable": "0.2.2"})).status_code == 412
