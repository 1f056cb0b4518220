"""The protobuf wire format: fields of a message and back to bytes (protobuf encoding guide).

A message is a sequence of fields, each a key (number and wire type) and a value; a nested message is a value of bytes.
"""

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


class WireError(ValueError):
    """The bytes are no protobuf message."""


def fields(data: memoryview) -> Iterator[tuple[int, int | memoryview, memoryview]]:
    """Fields of a protobuf message: number, value (bytes of a nested message or a whole number), raw bytes.

    Raises:
        WireError: the bytes are no message.
    """
    position = 0
    while position < len(data):
        start = position
        key, position = varint(data, position)
        field, wire = key >> 3, key & 7
        value: int | memoryview
        if field == 0:
            raise WireError(f"no field at byte {start}")
        if wire == VARINT:
            value, position = varint(data, position)
        elif wire == BYTES:
            length, position = varint(data, position)
            value, position = data[position : position + length], position + length
        elif wire in (FIXED64, FIXED32):
            width = 8 if wire == FIXED64 else 4
            value, position = int.from_bytes(data[position : position + width], "little"), position + width
        else:
            raise WireError(f"unknown wire type {wire} at byte {start}")
        if position > len(data):
            raise WireError(f"the data end within the field at byte {start}")
        yield field, value, data[start:position]


def varint(data: memoryview, position: int) -> tuple[int, int]:
    """Whole number at `position` and the position behind it.

    Raises:
        WireError: the bytes end within the number, or it has more than ten.
    """
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(data):
            raise WireError("the data end within a number")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise WireError("a number is too long")


def message(value: int | memoryview) -> memoryview:
    """The value as a nested message.

    Raises:
        WireError: it is a number.
    """
    if isinstance(value, int):
        raise WireError("a number stands where a message belongs")
    return value


def text(value: int | memoryview) -> str:
    """The value as text.

    Raises:
        WireError: it is a number, or not UTF-8.
    """
    try:
        return bytes(message(value)).decode("utf-8")
    except UnicodeDecodeError:
        raise WireError("a text is not UTF-8") from None


def signed(value: int | memoryview) -> int:
    """The value as a whole number in two's complement of 64 bits.

    Raises:
        WireError: it is a message.
    """
    if not isinstance(value, int):
        raise WireError("a message stands where a number belongs")
    return value - (1 << 64) if value >= 1 << 63 else value


def signed_numbers(value: int | memoryview) -> list[int]:
    """Whole numbers of a repeated field: one, or many packed into bytes."""
    if isinstance(value, int):
        return [signed(value)]
    numbers, position = [], 0
    while position < len(value):
        number, position = varint(value, position)
        numbers.append(signed(number))
    return numbers


def encode_bytes(field: int, content: bytes | memoryview) -> bytes:
    """Field of bytes, a text or a nested message."""
    return b"".join((encode_varint(field << 3 | BYTES), encode_varint(len(content)), content))


def encode_number(field: int, value: int) -> bytes:
    """Field of a whole number that is not negative."""
    return encode_varint(field << 3 | VARINT) + encode_varint(value)


def encode_varint(value: int) -> bytes:
    """A whole number that is not negative."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
