import pytest

from fluxion.surrogate.wire import WireError, encode_bytes, encode_varint, fields, signed_numbers, text, varint


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**31, 2**63 - 1])
def test_numbers_come_back(number):
    data = memoryview(encode_varint(number))
    assert varint(data, 0) == (number, len(data))


def test_fields_come_back_with_their_bytes():
    data = encode_bytes(3, b"abc") + encode_varint(5 << 3) + encode_varint(7)
    found = [
        (number, value if isinstance(value, int) else bytes(value)) for number, value, _ in fields(memoryview(data))
    ]
    assert found == [(3, b"abc"), (5, 7)]
    assert b"".join(raw for _, _, raw in fields(memoryview(data))) == data


def test_negative_numbers_and_packed_ones():
    minus_one = (1 << 64) - 1
    assert signed_numbers(minus_one) == [-1]
    assert signed_numbers(memoryview(encode_varint(4) + encode_varint(minus_one))) == [4, -1]


@pytest.mark.parametrize("data", [b"\x80", b"\xff" * 11, b"\x0a\x05ab", b"\x00\x01", b"\x0b"])
def test_bytes_that_are_no_message_are_refused(data):
    with pytest.raises(WireError):
        list(fields(memoryview(data)))


def test_a_text_must_be_utf8():
    with pytest.raises(WireError, match="UTF-8"):
        text(memoryview(b"\xff\xfe"))
