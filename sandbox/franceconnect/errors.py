"""The three ways a request is refused, in OpenID Connect's vocabulary."""

from urllib.parse import urlencode


class RefusedOnPage(Exception):
    """Shown to the person: the client cannot be trusted with a redirection. `code`: FranceConnect's own code."""

    def __init__(self, code: str, error: str, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.error = error
        self.description = description


class RefusedToClient(Exception):
    """Sent back to the registered address as `error`, `error_description` and `state`."""

    def __init__(self, redirect_uri: str, state: str, error: str, description: str) -> None:
        super().__init__(description)
        self.redirect_uri = redirect_uri
        self.answer = {"error": error, "error_description": description, "state": state}


class RefusedAsJson(Exception):
    """Answered by the token and userinfo endpoints. `status`: HTTP status."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


def redirection(uri: str, parameters: dict[str, str]) -> str:
    """`uri` with the parameters added to its query."""
    return f"{uri}{'&' if '?' in uri else '?'}{urlencode(parameters)}"
