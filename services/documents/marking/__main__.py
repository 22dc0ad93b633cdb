"""`python -m services.documents.marking <media type> <sentence>`: the copy on the standard input, the marked one on the standard output.

It dies of what costs too much: whoever started it holds the rest of the service.
"""

import resource
import sys

from services.documents.marking.drawing import marked

_MEMORY_BYTES, _CPU_SECONDS = 1 << 30, 20


def main() -> None:
    """One copy."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    media_type, sentence = sys.argv[1:]
    sys.stdout.buffer.write(marked(sys.stdin.buffer.read(), media_type, sentence))


if __name__ == "__main__":
    main()
