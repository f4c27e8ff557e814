"""Escaping of characters that must never reach a terminal."""

import re

# Control characters other than the line feed, bidirectional control characters, line breaks that
# only some programs recognise, surrogates and noncharacters.
UNSAFE = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# Escape sequences that set a style and do nothing else (ECMA-48: select graphic rendition).
_STYLE = "\x1b\\[[0-9;]*m"

_HARMLESS = {ord("\n"): None, ord("\t"): None}

# A tab is escaped too: in a pipe it separates columns.
_ESCAPES = {"\t": "\\t", "\r": "\\r"}


def visible(text: str) -> str:
    """Return `text` with every unsafe character replaced by an escape such as `\\x1b`."""
    if text.isascii() and text.isprintable():
        return text
    return re.sub(UNSAFE, lambda found: _escaped(found[0]), text)


def safe(text: str, *, styled: bool = False) -> str:
    """Return `text` made safe to write out: the last safeguard, wherever the text came from.

    Line feeds are kept, and tabs, which separate columns. In `styled` text, so are the sequences
    that set a style, which the program added after making all content visible.
    """
    if text.translate(_HARMLESS).isprintable():
        return text
    pattern = f"{_STYLE}|{UNSAFE}" if styled else UNSAFE
    return re.sub(pattern, lambda found: _kept(found[0]), text)


def _kept(found: str) -> str:
    return found if len(found) > 1 or found == "\t" else _escaped(found)


def one_line(text: str) -> str:
    """Return `text` made visible on one line: a line feed in a name could forge a message."""
    return visible(text).replace("\n", "\\n")


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name or an argument that is not UTF-8
        code -= 0xDC00
    return _ESCAPES.get(char) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
