"""A passkey in software: what a browser and its device bring back, and what a thief would try."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """``count`` goes up by one with each answer, until a test says otherwise."""

    def __init__(self, origin: str = "http://localhost:8080", host: str = "localhost") -> None:
        self.origin, self.host, self.count = origin, host, 0
        self.id = secrets.token_bytes(20)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.verified = True

    def make(self, options: str) -> str:
        point = self._key.public_key().public_numbers()
        key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        )
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + key
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._answer(
            clientDataJSON=self._client("webauthn.create", json.loads(options)["challenge"]),
            attestationObject=cbor2.dumps(made), transports=["internal"],
        )  # fmt: skip

    def answer(self, options: str | dict[str, Any]) -> str:
        told = json.loads(options) if isinstance(options, str) else options
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", told["challenge"])
        signed = data + hashlib.sha256(client).digest()
        return self._answer(
            clientDataJSON=client, authenticatorData=data,
            signature=self._key.sign(signed, ec.ECDSA(SHA256())),
        )  # fmt: skip

    def _data(self, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, **parts: bytes | list[str]) -> str:
        told = {
            name: text(part) if isinstance(part, bytes) else part for name, part in parts.items()
        }
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": told}
        )
