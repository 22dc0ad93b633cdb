"""A document as a file to save, never to open in the page: what somebody sent does not run as ours."""

from starlette.responses import Response

from services.bff.screens.documents import Content

_SUFFIXES = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/heic": ".heic"}


def as_file(content: Content, document_id: str) -> Response:
    """The file, under a name that says nothing of anybody."""
    name = f"document-{document_id[-8:]}{_SUFFIXES.get(content.media_type, '')}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content.body, media_type=content.media_type or "application/octet-stream", headers=headers)
