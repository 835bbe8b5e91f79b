# SPDX-FileCopyrightText: 2026 The Adit authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""As much of RFC 6455 as the tests need: frames of at most 125 bytes, each a message."""

import base64
import hashlib
import os

# section 1.3
SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
GREETING = b'greeting'
TEXT, CLOSE = 1, 8


def accept_key(key):
    return base64.b64encode(hashlib.sha1((key + SALT).encode()).digest()).decode()


def frame(opcode, payload, is_masked=False):
    """What clients send is masked: section 5.3."""
    if not is_masked:
        return bytes((0x80 | opcode, len(payload))) + payload
    mask = os.urandom(4)
    return bytes((0x80 | opcode, 0x80 | len(payload))) + mask + apply_mask(mask, payload)


def apply_mask(mask, payload):
    return bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def read_frame(reader):
    """Opcode and payload."""
    first, second = reader.exactly(2)
    mask = reader.exactly(4) if second & 0x80 else bytes(4)
    return first & 0x0f, apply_mask(mask, reader.exactly(second & 0x7f))


def accept_websocket(exchange):
    key, = exchange.request.values('Sec-WebSocket-Key')
    exchange.write_head('101 Switching Protocols', [
        ('Upgrade', 'websocket'), ('Connection', 'Upgrade'),
        ('Sec-WebSocket-Accept', accept_key(key))])


def echo_frames(reader, wire):
    """Greets, then sends each message back, until the client says goodbye."""
    wire.write(frame(TEXT, GREETING))
    opcode = None
    while opcode != CLOSE:
        opcode, payload = read_frame(reader)
        wire.write(frame(opcode, payload))
