"""The body of a form, read in one place: text in UTF-8, or refused before anything is made of it."""

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.requests import Request

from services.bff.problems import Malformed


async def sent_form(request: Request) -> FormData:
    """The fields of a form, kept by the request. Raises Malformed for another charset, or for text that UTF-8 cannot say."""
    _, options = parse_options_header(request.headers.get("content-type", ""))
    # Python decodes with whatever codec is named, and some of them fail or make text that cannot be sent on.
    if options.get(b"charset", b"utf-8").lower() not in (b"utf-8", b"utf8"):
        raise Malformed
    form = await request.form()
    for name, value in form.multi_items():
        if not (_sayable(name) and (not isinstance(value, str) or _sayable(value))):
            raise Malformed
    return form


def _sayable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
