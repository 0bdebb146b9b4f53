"""A workbook as the archive that it is: what is refused of it before any of it is read."""

import io
import re
import zipfile
import zlib

from lfr_kg.base.errors import BadRequest, TooLarge

MAX_UNPACKED = 40_000_000
MAX_ENTRIES = 2_000
STRICT = b"http://purl.oclc.org/ooxml/"
"""How the names of Strict Open XML (ISO/IEC 29500) begin; openpyxl reads the transitional ones."""
CODE = ("vbaproject.bin", "vbadata.xml")
"""What macros are kept in."""
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0")
"""How XML in UTF-16 and UTF-32 begins (XML 1.0, appendix F): no program writes a workbook in them."""
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)


def refuse_traps(content: bytes, name: str) -> None:
    """Raise BadRequest where a file is no archive, holds an entry twice, is of the strict dialect, carries macros or links to other files,
    is encrypted, or holds XML in another encoding or with a DOCTYPE, which could make a small file large; and TooLarge where it would
    unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
                raise TooLarge(f"{name} unpacks to more than {MAX_UNPACKED:,} bytes. Send the deployments in several files.")
            if len({entry.filename.lower() for entry in entries}) < len(entries):
                raise BadRequest(f"{name} holds two parts of one name, and only one of them could be read. Save it anew as .xlsx.")
            for entry in entries:
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise NotImplementedError("packed as no workbook is")
                _refuse_code_and_links(entry.filename.lower(), name)
                _refuse_dialects(archive.read(entry), entry.filename.lower(), name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, IndexError) as error:
        is_locked = content.startswith(b"\xd0\xcf\x11\xe0")
        told = "has a password, or is of an older kind (.xls)" if is_locked else "is no workbook that can be read"
        raise BadRequest(f"{name} {told}. Save it as .xlsx, without a password, and try again.") from error


def _refuse_code_and_links(entry: str, name: str) -> None:
    if entry.rpartition("/")[2] in CODE:
        raise BadRequest(f"{name} carries macros, which are not read. Save it as an ordinary workbook (.xlsx), without macros.")
    if "/externallinks/" in entry:
        raise BadRequest(
            f"{name} has links to other files, which are not followed. Break them (in Excel: Data, Edit Links, Break Link), and save it "
            "anew."
        )


def _refuse_dialects(content: bytes, entry: str, name: str) -> None:
    """Whatever the entry is called: what a relationship names is read as XML."""
    if entry == "xl/workbook.xml" and STRICT in content:
        raise BadRequest(f"{name} was saved as Strict Open XML, which is not read. Save it as an ordinary workbook (.xlsx).")
    if b"<!DOCTYPE" in content or content.startswith(WIDE) or _DECLARED.search(content[:300]):
        raise BadRequest(f"{name}: a DOCTYPE is not read, nor is XML in another encoding than UTF-8. Save it anew as .xlsx.")
