"""The secrets of a local suite, drawn once and kept: a second start finds the same keys, so the data stays readable.

Every file is written whole or not at all, readable by its owner only. Nothing here is fit for a deployment: there, each
secret comes from the operator and no process can read another's.
"""

import base64
import json
import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nkeys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey, Key, KeySet, OKPKey

from sandbox.suite.certificates import make_certificates
from sandbox.suite.layout import ORGANISMES, SERVICES, Layout

ISSUERS = (*SERVICES, "simulator", "organismes", "providers", "ops")
NATS_USERS = (*SERVICES, "provision")


def make_keys(layout: Layout) -> None:
    """Write every secret that is not there yet; a secret that exists is never touched."""
    layout.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    for issuer in ISSUERS:
        _once(layout.signing_key(issuer), partial(_signing_key, issuer))
    _write(trusted_keys(layout), _trusted_keys(layout))
    for service in SERVICES:
        _once(layout.data_key(service), lambda: json.dumps({"active": "k1", "keys": {"k1": _random_key()}}))
    for user in NATS_USERS:
        _once(layout.nats_seed(user), _nkey_seed)
    for organisme in ORGANISMES:
        _once(layout.organisme_seeds / f"{organisme}.seed", _nkey_seed)
    _once(pseudonym_keys(layout), _pseudonym_keys)
    _once(layout.database_passwords, _database_passwords)
    _once(franceconnect_secret(layout), lambda: secrets.token_urlsafe(32))
    _once(franceconnect_plus_keys(layout), _encryption_keys)
    _once(vapid_key(layout), _vapid_key)
    _write(franceconnect_plus_registered_keys(layout), _public_half(franceconnect_plus_keys(layout)))
    if layout.tls:
        make_certificates(layout)


def trusted_keys(layout: Layout) -> Path:
    """The JWKS of every issuer's public key; `kid` is the issuer."""
    return layout.keys / "trusted.jwks.json"


def pseudonym_keys(layout: Layout) -> Path:
    """Identity's HMAC keys: the NIR look-up, and one versioned set per organisme."""
    return layout.keys / "pseudonym_keys.json"


def franceconnect_secret(layout: Layout) -> Path:
    return layout.keys / "franceconnect_client_secret"


def vapid_key(layout: Layout) -> Path:
    """The private key (PEM, P-256) by which push services know who sends (RFC 8292)."""
    return layout.keys / "vapid.pem"


def franceconnect_plus_keys(layout: Layout) -> Path:
    """The private JWKS for which FranceConnect+ encrypts its tokens; identity alone reads it."""
    return layout.keys / "franceconnect_plus.jwks.json"


def franceconnect_plus_registered_keys(layout: Layout) -> Path:
    """Its public half, as registered with FranceConnect+."""
    return layout.keys / "franceconnect_plus_registered.jwks.json"


def passwords(layout: Layout) -> dict[str, str]:
    """Database role → password; `postgres` is the superuser."""
    roles: dict[str, str] = json.loads(layout.database_passwords.read_text())
    return roles


def nats_public_key(seed: Path) -> str:
    public: bytes = nkeys.from_seed(bytearray(seed.read_bytes())).public_key
    return public.decode()


def _signing_key(issuer: str) -> str:
    key = OKPKey.generate_key("Ed25519", {"kid": issuer, "use": "sig"}, private=True)
    return json.dumps(key.as_dict(private=True))


def _trusted_keys(layout: Layout) -> str:
    keys: list[Key] = [OKPKey.import_key(json.loads(layout.signing_key(issuer).read_text())) for issuer in ISSUERS]
    return json.dumps(KeySet(keys).as_dict(private=False))


def _encryption_keys() -> str:
    key = ECKey.generate_key("P-256", {"use": "enc", "alg": "ECDH-ES"}, auto_kid=True)
    return json.dumps(KeySet([key]).as_dict(private=True))


def _public_half(path: Path) -> str:
    return json.dumps(KeySet.import_key_set(json.loads(path.read_text())).as_dict(private=False))


def _vapid_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()


def _nkey_seed() -> str:
    seed: bytes = nkeys.encode_seed(os.urandom(32), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def _random_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def _pseudonym_keys() -> str:
    pseudonyms = {organisme: {"active": "v1", "keys": {"v1": _random_key()}} for organisme in ORGANISMES}
    return json.dumps({"nir_lookup": _random_key(), "pseudonyms": pseudonyms})


def _database_passwords() -> str:
    return json.dumps({role: secrets.token_urlsafe(24) for role in ("postgres", *SERVICES)})


def _once(path: Path, draw: Callable[[], str]) -> None:
    if not path.exists():
        _write(path, draw())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
