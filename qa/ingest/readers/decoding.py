"""Decode the bytes of text files and of HTML pages."""

import codecs
import re

from qa.errors import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Where HTML says how it is encoded; the standard wants it within the first 1,024 bytes.
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 1024
_LABEL = re.compile(r"[\w.:-]{1,40}", re.ASCII)
# The WHATWG encoding standard reads these labels as Windows code pages; UTF-16 without a mark cannot have said so.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_CHARSETS = re.compile(
    r"utf-8|cp125\d|cp866|cp874|cp932|cp949|iso8859-\d+|koi8-[ru]|gb18030|big5(?:hkscs)?|euc_jp|iso2022_jp"
)


def decode_text(content: bytes, charset: str = "utf-8") -> str:
    """Return the text of `content` without its byte order mark, nothing else changed.

    Raises:
        InputError: it is binary, not in this encoding, or has nothing but white space.
    """
    if not charset.startswith("utf-16") and b"\x00" in content:
        raise InputError(_binary_message(content))
    try:
        text = content.decode(charset).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start} (0x{content[error.start]:02x}) is not {charset.upper()}; convert the file, "
            "for example with: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
        ) from error
    if "\x00" in text:
        raise InputError(f"is not text: NUL at character {text.index(chr(0))}; give a text file")
    if not text.strip():
        raise InputError("is empty or holds nothing but white space; remove it or fill it")
    return text


def decode_page(content: bytes, sent_as: str | None = None) -> str:
    """Return the text of an HTML page, decoded by its byte order mark, else as it was sent, else by its own `<meta charset>`.

    `sent_as` is the encoding that a request or a server names for it; a page of which nobody says it is UTF-8.

    Raises:
        InputError: as `decode_text`, and where an encoding that is named is unknown or not the page's own.
    """
    named = page_charset(sent_as) if sent_as else _declared_charset(content)
    return decode_text(content, _marked_charset(content) or named or "utf-8")


def decode_xml(content: bytes) -> str:
    """Return the text of an XML document, decoded by its byte order mark, else by its declaration, else as UTF-8.

    Raises:
        InputError: as `decode_page`.
    """
    return decode_text(content, _marked_charset(content) or _declared_charset(content, _XML_ENCODING) or "utf-8")


def _marked_charset(content: bytes) -> str | None:
    return next((charset for mark, charset in _MARKS if content.startswith(mark)), None)


def _declared_charset(content: bytes, pattern: re.Pattern[bytes] = _META_CHARSET) -> str | None:
    declaration = pattern.search(content, 0, _META_WITHIN)
    return page_charset(declaration[1].decode("ascii", "replace")) if declaration else None


def page_charset(label: str) -> str:
    """Return Python's name of an encoding that a page, or a request, names.

    Raises:
        InputError: it is unknown, or none that web pages have.
    """
    # Untrusted: made safe here. Python has codecs that are no encodings of text; only those of web pages are used.
    try:
        name = codecs.lookup(label).name if _LABEL.fullmatch(label) else ""
    except LookupError:
        name = ""
    if not name:
        raise InputError(f"names an unknown encoding {label[:40]!r}; save the page as UTF-8")
    name = _READ_AS.get(name, name)
    if not _CHARSETS.fullmatch(name):
        raise InputError(f"names an encoding {label!r} that web pages do not have; save the page as UTF-8")
    return name


def _binary_message(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "is UTF-16; convert it, for example with: iconv -f UTF-16 -t UTF-8 OLD > NEW"
    return f"is not text: NUL at byte {content.index(0)}; give a text file"
