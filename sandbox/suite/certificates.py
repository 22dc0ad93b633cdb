"""A small certification authority for mTLS on one machine: one certificate per process, for 127.0.0.1, for a year."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.suite.layout import ORGANISMES, SERVICES, Layout

CERTIFIED = (*SERVICES, "simulator", "organismes", "providers", "nats", "ops")
_VALIDITY = timedelta(days=365)
_RENEWAL = timedelta(days=30)


def make_certificates(layout: Layout) -> None:
    """Draw the authority and every certificate, unless what is there stays valid for a month."""
    if _still_valid(layout):
        return
    folder = layout.tls_files("ops")["CA"].parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_key = ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key)
    # The authority's key is forgotten: nobody can add a certificate to a running suite.
    for name in CERTIFIED:
        key = ec.generate_private_key(ec.SECP256R1())
        files = layout.tls_files(name)
        _write_private(files["KEY"], key)
        files["CERT"].write_bytes(_certificate(name, key, authority, authority_key))
    layout.tls_files("ops")["CA"].write_bytes(authority.public_bytes(serialization.Encoding.PEM))


def _still_valid(layout: Layout) -> bool:
    authority = layout.tls_files("ops")["CA"]
    if not authority.exists() or not all(layout.tls_files(name)["CERT"].exists() for name in CERTIFIED):
        return False
    expiry = x509.load_pem_x509_certificate(authority.read_bytes()).not_valid_after_utc
    return expiry - _RENEWAL > datetime.now(UTC)


def _authority(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = _name("mesdroits sandbox authority")
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        _builder(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, authority: x509.Certificate, authority_key: ec.EllipticCurvePrivateKey
) -> bytes:
    others = ORGANISMES if name == "organismes" else ()
    names = [x509.DNSName(dns) for dns in (name, "localhost", *(each.replace("_", "-") for each in others))]
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    both_ends = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    certificate = (
        _builder(_name(name), authority.subject, key)
        .add_extension(x509.SubjectAlternativeName([*names, address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(both_ends, critical=False)
        .add_extension(issuer_key, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _VALIDITY)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _write_private(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
