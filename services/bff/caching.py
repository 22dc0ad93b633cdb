"""ETags: who already holds what would be sent gets 304.

Nothing personal is kept by a browser (`no-store`, on shared machines too): the tag serves the applications that keep their own copy.
"""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

_MEDIA = "application/json"


def conditional(request: Request, response: Response) -> Response:
    """The answer with its ETag, or 304 if the caller has it. Only whole JSON answers to GET have one."""
    if request.method != "GET" or response.status_code != 200 or response.media_type != _MEDIA:
        return response
    # Views are written field by field in one order: the same view is the same bytes.
    tag = f'W/"{hashlib.blake2b(bytes(response.body), digest_size=12).hexdigest()}"'
    response.headers["etag"] = tag
    response.headers.setdefault("cache-control", "private, no-store")
    if not _holds(request.headers.get("if-none-match", ""), tag):
        return response
    kept = {name: value for name, value in response.headers.items() if name not in ("content-length", "content-type")}
    return Response(status_code=304, headers=kept)


def _holds(header: str, tag: str) -> bool:
    tags = {one.strip().removeprefix("W/") for one in header.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags
