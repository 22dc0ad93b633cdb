"""`python -m sandbox.franceconnect`: the played FranceConnect on its own port."""

import sys

import uvicorn

from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.personas import PersonasError
from sandbox.franceconnect.settings import Settings


def main() -> None:
    settings = Settings()
    try:
        app = create_app(settings)
    except PersonasError as error:
        sys.exit(f"franceconnect: {error}")
    # No access log: its lines would hold states, codes and id_token hints.
    uvicorn.run(app, host=settings.host, port=settings.port, access_log=False, log_level="info")


if __name__ == "__main__":
    main()
