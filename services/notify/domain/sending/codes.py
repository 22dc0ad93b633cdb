"""The short code by which a person checks in the portal that a message came from us."""

# Without what is taken for another sign when it is read aloud or copied: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
ALPHABET = "3469ACDEFGHJKMNPQRTWXY7"
LENGTH = 8
# A letter's code is drawn from another alphabet, which has 0 and 1.
_TAKEN_FOR = str.maketrans("OIL", "011")


def shown(drawn: bytes) -> str:
    """As it is printed ("K7QF-3M9X"), from at least 8 random bytes. Good for 36 bits: a forger has one chance in 78 thousand million per try."""
    number = int.from_bytes(drawn)
    signs = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def bare(typed: str) -> str:
    """As it is compared: capitals, without spaces and hyphens, O read as 0, I and L as 1."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_TAKEN_FOR)
