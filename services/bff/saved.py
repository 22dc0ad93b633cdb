"""A document as a file to save, never to open in the page: what somebody sent does not run as ours."""

from starlette.responses import Response

from services.bff.screens.documents import Content

_UNKNOWN = "application/octet-stream"
_SUFFIXES = {
    "application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic", _UNKNOWN: "",
}  # fmt: skip
# What a document may come as.
MEDIA = tuple(_SUFFIXES)


def as_file(content: Content, document_id: str) -> Response:
    """The file, under a name that says nothing of anybody."""
    media_type = content.media_type if content.media_type in _SUFFIXES else _UNKNOWN
    name = f"document-{document_id[-8:]}{_SUFFIXES[media_type]}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content.body, media_type=media_type, headers=headers)
