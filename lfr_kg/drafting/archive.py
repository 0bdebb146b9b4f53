"""A workbook as the archive that it is: what is refused of it before any of it is read."""

import io
import zipfile

from lfr_kg.base.errors import BadRequest, TooLarge

MAX_UNPACKED = 40_000_000
STRICT = b"http://purl.oclc.org/ooxml/"
"""How the names of Strict Open XML (ISO/IEC 29500) begin; openpyxl reads the transitional ones."""


def refuse_traps(content: bytes, name: str) -> None:
    """Raise BadRequest where a file is no archive, is of the strict dialect, or holds a DOCTYPE, which could make a small file large; and
    TooLarge where it would unpack to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise TooLarge(f"{name} unpacks to more than {MAX_UNPACKED:,} bytes. Send the deployments in several files.")
            for entry in archive.infolist():
                if entry.filename == "xl/workbook.xml" and STRICT in archive.read(entry):
                    raise BadRequest(f"{name} was saved as Strict Open XML, which is not read. Save it as an ordinary workbook (.xlsx).")
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(entry):
                    raise BadRequest(f"{name}: a DOCTYPE is not read. Save it anew as .xlsx.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadRequest(f"{name} is no workbook that can be read. Save it as .xlsx and try again.") from error
