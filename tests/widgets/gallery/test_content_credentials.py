"""A signed clip stays valid, byte for byte: saved, opened, deleted, brought back, used again."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sandbox_home import write_tiny

from krea_widgets import Clip, Studio
from krea_widgets.media import save_clip
from krea_widgets.studio.clip_index import ClipIndex, Query
from krea_widgets.widgets.gallery import Gallery

pytestmark = pytest.mark.slow

MODEL = "kling/kling-2.5"
CREATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def signer() -> c2pa.Signer:
    """One whose certificate nobody trusts, which the specification still calls valid."""
    now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests"), x509.NameAttribute(NameOID.COMMON_NAME, "x")]
    )
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False
    )

    def certificate(key: ec.EllipticCurvePrivateKey, serial: int, *, is_root: bool) -> bytes:
        only = {"encipher_only": False, "decipher_only": False}
        of = x509.KeyUsage(digital_signature=not is_root, key_cert_sign=is_root, **usage, **only)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        made = made.serial_number(serial).not_valid_before(now - day).not_valid_after(now + day).add_extension(of, True)
        made = made.add_extension(x509.BasicConstraints(is_root, None), True)
        made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        if not is_root:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), False)
            made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), False)
        return made.sign(root, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    private = leaf.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = certificate(leaf, 2, is_root=False) + certificate(root, 1, is_root=True)
    return c2pa.Signer.from_info(c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, chain, private, None))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny.mp4")


def state(path: Path) -> str:
    return str(json.loads(c2pa.Reader(str(path)).json())["validation_state"])


def test_a_signed_clip_stays_valid(tiny, ask, recorded, tmp_path):
    action = {"action": "c2pa.created", "digitalSourceType": CREATED}
    actions = {"label": "c2pa.actions", "data": {"actions": [action]}}
    manifest = {
        "claim_generator_info": [{"name": "tests", "version": "1"}],
        "format": "video/mp4",
        "assertions": [actions],
    }
    part, plain = tmp_path / "part.mp4", tmp_path / "plain.mp4"
    with tiny.open("rb") as source, part.open("w+b") as signed:
        c2pa.Builder(manifest).sign(signer(), "video/mp4", source, signed)
    plain.write_bytes(tiny.read_bytes())
    arrived = part.read_bytes()
    assert state(part) == "Valid"
    settings = {"backend": "krea", "model": MODEL, "prompt": "slow dolly in", "values": {"prompt": "slow dolly in"}}
    folder = tmp_path / "krea_clips"
    clip = save_clip(part, folder, "cat", sidecar=settings, url="")
    other = save_clip(plain, folder, "dog", sidecar=settings, url="")
    assert (clip.signed, other.signed) == (True, False)
    assert clip.bytes() == arrived
    assert Clip.open(clip.path).prompt == "slow dolly in"
    # Its settings would make it invalid.
    assert other.bytes().startswith(tiny.read_bytes())
    assert len(other.bytes()) > tiny.stat().st_size

    with Studio("sandbox", home=tmp_path / "home", clips=folder) as studio:
        gallery = recorded(Gallery(studio=studio))
        keys = {record.path.name: record.key for record in ClipIndex(studio).find(Query()) if record.path}
        assert "signed (Content Credentials)" in ask(gallery, "details", key=keys["cat.mp4"])["facts"]
        assert "signed" not in ask(gallery, "details", key=keys["dog.mp4"])["facts"]
        ask(gallery, "delete", keys=[keys["cat.mp4"]])
        assert not clip.path.exists()
        ask(gallery, "restore", keys=[keys["cat.mp4"]])
        assert clip.path.read_bytes() == arrived
        gallery.close()
    copied = clip.save(tmp_path / "copy.mp4")
    assert state(clip.path) == state(copied) == "Valid"
