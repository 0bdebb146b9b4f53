"""Answers are compressed as the client asks, say so, and unfold to the same bytes."""

import gzip

import brotli
import pytest
import zstandard

UNFOLD = {"zstd": lambda body: zstandard.decompress(body), "br": brotli.decompress, "gzip": gzip.decompress}
TURTLE = {"Content-Type": "text/turtle", "Accept": "application/json"}
AT = "2026-11-23T09:00:00Z"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("zstd", "zstd"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd", "zstd"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, gzip", "gzip"),
        ("identity", None),
        ("compress", None),
        ("", None),
    ],
)
def test_an_assessment_comes_in_the_encoding_asked_for(client, example, asked, given):
    plain = client.post(f"/assess?at={AT}", data=example, headers=TURTLE)
    found = client.post(f"/assess?at={AT}", data=example, headers=TURTLE | {"Accept-Encoding": asked})
    assert found.headers.get("Content-Encoding") == given
    assert int(found.headers["Content-Length"]) == len(found.data)
    assert {"Accept", "Accept-Encoding"} <= {each.strip() for each in found.headers["Vary"].split(",")}
    assert (UNFOLD[given](found.data) if given else found.data) == plain.data


@pytest.mark.parametrize("address", ["/", "/norm", "/api?format=json", "/def/?format=turtle"])
def test_pages_styles_and_data_are_compressed_and_asked_about_again_by_one_tag(client, address):
    plain, found = client.get(address), client.get(address, headers={"Accept-Encoding": "br"})
    assert (found.headers["Content-Encoding"], brotli.decompress(found.data)) == ("br", plain.data)
    assert found.headers["ETag"].startswith("W/")
    again = client.get(address, headers={"Accept-Encoding": "br", "If-None-Match": found.headers["ETag"]})
    assert (again.status_code, again.data, again.headers.get("Content-Encoding")) == (304, b"", None)


def test_a_page_comes_in_the_smallest_encoding_that_is_weighed_alike(client):
    assert client.get("/norm", headers={"Accept-Encoding": "gzip, deflate, br, zstd"}).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("address", ["/health", "/describe/template.xlsx"])
def test_what_is_short_or_packed_already_goes_as_it_is(client, address):
    found = client.get(address, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert (found.status_code, found.headers.get("Content-Encoding")) == (200, None)


def test_what_stands_in_a_file_is_compressed_too(client):
    with client.get("/static/style.css") as plain, client.get("/static/style.css", headers={"Accept-Encoding": "br"}) as found:
        assert (found.headers["Content-Encoding"], brotli.decompress(found.data)) == ("br", plain.data)
        tag = found.headers["ETag"]
    with client.get("/static/style.css", headers={"Accept-Encoding": "br", "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
