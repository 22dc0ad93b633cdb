"""`python -m services.situation.permissions`: the bus permissions that follow from the catalogue, as JSON.

`publish` is all that the situation service needs to publish to organismes; `receive` is, for each organisme, what its
consumer may be given. A deployment that applies these lists makes an address without a legal basis impossible to reach.
"""

import json
import sys
from datetime import UTC, date, datetime

from services.situation.catalogue.loader import load
from services.situation.domain.permissions import receivable


def permissions(day: date) -> dict[str, object]:
    """Both lists, as they stand on a day."""
    subjects = receivable(load(), day)
    return {
        "day": day.isoformat(),
        "publish": [subject for listed in subjects.values() for subject in listed],
        "receive": subjects,
    }


def main() -> None:
    """Print the lists for the day given (YYYY-MM-DD), or for today."""
    day = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC).date()
    sys.stdout.write(json.dumps(permissions(day), indent=2) + "\n")


if __name__ == "__main__":
    main()
