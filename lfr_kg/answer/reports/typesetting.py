"""A program of its own that sets a report with Typst: data in by standard input, the PDF out by standard output.

It is run as a process because Typst keeps the memory of what it set last (some 120 MB for a report of thirty pages, ten reports deep);
that memory ends with the process. It imports nothing of the package, so that it starts at once.
"""

import json
import re
import sys
from datetime import datetime
from pathlib import Path

import typst

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(report: str, at: datetime) -> bytes:
    """The PDF (PDF/UA-1: tagged, titled, with its language) of a report's data.

    Fonts are those that come with Typst, for the same bytes everywhere. A character that none of them has is written as its number,
    ``[U+1F600]``: the standard allows no empty boxes.
    """
    while True:
        try:
            return _compile(report, at)
        except typst.TypstError as error:
            unshown = {
                character for found in UNSHOWN.findall(error.diagnostic) for character in _unescaped(found) if not character.isascii()
            }
            shown = "".join(f"[U+{ord(character):04X}]" if character in unshown else character for character in report)
            if shown == report:
                raise
            report = shown


def _compile(report: str, at: datetime) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False)
    inputs = {"report": report}
    pdf: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs know no bytes as template
        TEMPLATE.read_bytes(), root=TEMPLATE.parent, font_paths=fonts, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=at
    )
    return pdf


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def main() -> None:
    """Set what standard input describes; a failure is said on standard error, with exit status 1."""
    asked = json.load(sys.stdin.buffer)
    try:
        pdf = typeset(asked["report"], datetime.fromisoformat(asked["at"]))
    except typst.TypstError as error:
        sys.exit(error.diagnostic)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
