import base64
import json
from pathlib import Path

from cryptography import x509
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from sandbox.suite.certificates import CERTIFIED
from sandbox.suite.keys import ISSUERS, make_keys, pseudonym_keys, trusted_keys
from sandbox.suite.layout import ORGANISMES, Layout


def _files(layout: Layout) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in layout.keys.rglob("*") if path.is_file()}


def test_a_second_start_finds_the_same_keys(root: Path) -> None:
    layout = Layout(root, tls=True)
    make_keys(layout)
    first = _files(layout)
    make_keys(layout)
    assert _files(layout) == first


def test_secrets_are_readable_by_their_owner_only(root: Path) -> None:
    layout = Layout(root, tls=True)
    make_keys(layout)
    assert layout.keys.stat().st_mode & 0o777 == 0o700
    public = {".pem"}
    for path in _files(layout):
        assert path.suffix in public or path.stat().st_mode & 0o777 == 0o600, path


def test_a_token_of_each_issuer_is_verified_with_the_trusted_keys(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    trusted = KeySet.import_key_set(json.loads(trusted_keys(layout).read_text()))
    for issuer in ISSUERS:
        key = OKPKey.import_key(json.loads(layout.signing_key(issuer).read_text()))
        token = jwt.encode({"alg": "Ed25519", "kid": issuer}, {"iss": issuer}, key, algorithms=["Ed25519"])
        assert jwt.decode(token, trusted, algorithms=["Ed25519"]).claims == {"iss": issuer}


def test_the_trusted_keys_hold_no_private_part(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    assert all("d" not in key for key in json.loads(trusted_keys(layout).read_text())["keys"])


def test_each_organisme_has_a_pseudonym_key_of_its_own(root: Path) -> None:
    layout = Layout(root)
    make_keys(layout)
    drawn = json.loads(pseudonym_keys(layout).read_text())
    keys = {drawn["pseudonyms"][organisme]["keys"]["v1"] for organisme in ORGANISMES} | {drawn["nir_lookup"]}
    assert len(keys) == len(ORGANISMES) + 1
    assert all(len(base64.b64decode(key)) == 32 for key in keys)


def test_each_certificate_is_signed_by_the_authority_for_this_machine(root: Path) -> None:
    layout = Layout(root, tls=True)
    make_keys(layout)
    authority = x509.load_pem_x509_certificate(layout.tls_files("ops")["CA"].read_bytes())
    for name in CERTIFIED:
        certificate = x509.load_pem_x509_certificate(layout.tls_files(name)["CERT"].read_bytes())
        certificate.verify_directly_issued_by(authority)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert name in names.get_values_for_type(x509.DNSName)
        assert "127.0.0.1" in [str(ip) for ip in names.get_values_for_type(x509.IPAddress)]
