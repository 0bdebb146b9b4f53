"""A workbook as the archive that it is: what is refused of it before any of it is read."""

import io
import zipfile

from lfr_kg.base.errors import BadRequest, TooLarge

MAX_UNPACKED = 40_000_000
MAX_ENTRIES = 2_000
STRICT = b"http://purl.oclc.org/ooxml/"
"""How the names of Strict Open XML (ISO/IEC 29500) begin; openpyxl reads the transitional ones."""
CODE = ("vbaproject.bin", "vbadata.xml")
"""What macros are kept in."""


def refuse_traps(content: bytes, name: str) -> None:
    """Raise BadRequest where a file is no archive, is of the strict dialect, carries macros or links to other files, is encrypted, or holds
    a DOCTYPE, which could make a small file large; and TooLarge where it would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
                raise TooLarge(f"{name} unpacks to more than {MAX_UNPACKED:,} bytes. Send the deployments in several files.")
            for entry in entries:
                _refuse_code_and_links(entry.filename.lower(), name)
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _refuse_dialects(archive.read(entry), entry.filename, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
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
    if entry == "xl/workbook.xml" and STRICT in content:
        raise BadRequest(f"{name} was saved as Strict Open XML, which is not read. Save it as an ordinary workbook (.xlsx).")
    if b"<!DOCTYPE" in content or b"\0" in content[:4]:  # the latter in UTF-16 or UTF-32, which no program writes a workbook in
        raise BadRequest(f"{name}: a DOCTYPE is not read. Save it anew as .xlsx.")
