"""A batch as a table in one Parquet file: a finding a row, with columns of their own types. pyarrow, the extra ``parquet``, is loaded here
alone, and only where it is asked for.

A file that could not be assessed has one row, with ``error`` and ``errorStatus`` and nothing of a finding, so that every file is in the
table. What all rows share stands in the metadata of the file as well.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from lfr_kg.base.errors import MissingLibrary

if TYPE_CHECKING:
    from pyarrow import Array, RecordBatch, Schema

ROWS_OF_A_GROUP = 50_000
METADATA = "lfr-kg"
"""The key of the metadata; its value is JSON."""
LISTED = ("record", "norm", "kind", "title", "citation", "bindingForce", "verification", "verdict", "condition")
"""The columns with few values, each kept once a group of rows."""


def require() -> None:
    """Raises MissingLibrary where pyarrow is not there."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise MissingLibrary("A Parquet file needs", "pyarrow", "lfr-kg[parquet]") from error


def schema() -> "Schema":
    """The columns and their types."""
    import pyarrow as pa

    instant, day = pa.timestamp("us", tz="UTC"), pa.date32()
    return pa.schema(
        [
            pa.field("file", pa.string(), nullable=False),
            *(pa.field(name, pa.string()) for name in ("deployment", "identifier", "record")),
            pa.field("lawAsAt", day),
            *(pa.field(name, pa.string()) for name in ("norm", "kind", "title", "citation", "bindingForce", "verification")),
            *(pa.field(name, pa.string()) for name in ("verdict", "condition", "message", "next")),
            pa.field("dueBy", instant),
            pa.field("dueDay", day),
            pa.field("eventDays", pa.list_(day)),
            pa.field("assessedAt", instant),
            *(pa.field(name, pa.string()) for name in ("inputHash", "knowledgeHash", "receiptHash")),
            pa.field("errorStatus", pa.int16()),
            pa.field("error", pa.string()),
        ]
    )


def write(lines: Iterator[bytes], whole: Path, metadata: dict[str, Any]) -> None:
    """Write the rows that are on these lines, as ``rows.rows_of`` gives them, into a file. Raises MissingLibrary."""
    require()
    import pyarrow as pa
    from pyarrow import parquet

    columns = schema()
    said = columns.with_metadata({METADATA: json.dumps(metadata, ensure_ascii=False)})
    with parquet.ParquetWriter(whole, said, compression="zstd", use_dictionary=["file", "deployment", *LISTED]) as writer:
        waiting: list[RecordBatch] = []
        for line in lines:
            waiting += _batches(orjson.loads(line), columns)
            if sum(batch.num_rows for batch in waiting) >= ROWS_OF_A_GROUP:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting))


def _batches(said: dict[str, Any], columns: "Schema") -> "Iterator[RecordBatch]":
    """The rows of one file."""
    if "error" in said:
        error = said["error"]
        yield _batch({"file": said["file"], "errorStatus": error["status"], "error": error["message"]}, {}, columns)
        return
    for deployment in said["deployments"]:
        yield _batch({"file": said["file"], **said["shared"], **deployment["shared"]}, deployment["columns"], columns)


def _batch(shared: dict[str, Any], own: dict[str, list[Any]], columns: "Schema") -> "RecordBatch":
    """Rows: what they share, and what each has of its own. A time that is a day by whose end something is due stands in ``dueDay``."""
    import pyarrow as pa

    count = len(own["norm"]) if own else 1
    if own:
        due = own.pop("dueBy")
        own["dueBy"] = [each if each and "T" in each else None for each in due]
        own["dueDay"] = [each if each and "T" not in each else None for each in due]

    def array(name: str, kind: Any) -> "Array[Any]":
        if name in own:
            return _typed(own[name], kind)
        (only,) = _typed([shared.get(name)], kind)
        return pa.repeat(only, count)

    return pa.record_batch([array(field.name, field.type) for field in columns], schema=columns)


def _typed(values: list[Any], kind: Any) -> "Array[Any]":
    """The values, dates and times of which are text, as their column has them."""
    import pyarrow as pa

    if pa.types.is_list(kind):
        return pa.array(values, pa.list_(pa.string())).cast(kind)
    return pa.array(values, kind) if pa.types.is_string(kind) or pa.types.is_integer(kind) else pa.array(values, pa.string()).cast(kind)
