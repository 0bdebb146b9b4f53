"""How templates are read wherever the web framework does not: strictly, and without the blank lines of their tags."""

from pathlib import Path

import jinja2


def environment(folder: Path, *, is_markup: bool) -> jinja2.Environment:
    """The templates of a folder; what is put into markup is escaped. A name that is not given raises jinja2.UndefinedError."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=is_markup,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def said(templates: jinja2.Environment, name: str, *arguments: object) -> str:
    """What a macro of the folder's ``sentences.txt`` says of its arguments, on one line."""
    return " ".join(str(getattr(templates.get_template("sentences.txt").module, name)(*arguments)).split())
