"""The first message of a client of TLS, with any names in it."""

import os
import struct


def extension(kind, body):
    """An extension of that kind."""
    return struct.pack(">HH", kind, len(body)) + body


def server_name(*names):
    """The extension with the server's names."""
    entries = b"".join(struct.pack(">BH", 0, len(name)) + name for name in (text.encode() for text in names))
    return extension(0, struct.pack(">H", len(entries)) + entries)


def client_hello(*extensions):
    """The handshake message with which a client of TLS 1.2 begins, without its record."""
    suites = b"\xc0\x2f\xc0\x30\xc0\x2b\xc0\x2c\x00\x9c\x00\x9d\xcc\xa8\xcc\xa9"
    more = (extension(10, b"\0\4\0\x1d\0\x17") + extension(11, b"\1\0")
            + extension(13, b"\0\x0c\4\3\5\3\4\1\5\1\x08\4\2\1") + b"".join(extensions))
    body = (b"\3\3" + os.urandom(32) + b"\0" + struct.pack(">H", len(suites)) + suites + b"\1\0"
            + struct.pack(">H", len(more)) + more)
    return b"\1" + struct.pack(">I", len(body))[1:] + body


def records(message, size=16000):
    """The message in records of TLS."""
    return [b"\x16\3\1" + struct.pack(">H", len(message[start:start + size])) + message[start:start + size]
            for start in range(0, len(message), size)]
