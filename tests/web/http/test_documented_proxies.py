"""The configurations of docs/serving.md, taken from the page and started: path, https, the client's address, and bodies that do not come.

Each is skipped where its program is not installed. What the test changes in them: ports, the certificate, and the time for a body.
"""

import datetime
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from itertools import count

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.serving import BROWSER, ROOT, free_port, running

HOST = "law.example"
MOST = 4
NETWORKS = count(1)
"""Of addresses from which nobody else asks: one service answers behind every proxy, and counts what each asks."""


@pytest.fixture(scope="module")
def service(knowledge):
    with running(knowledge, proxies=1, requests_a_minute=MOST, body_seconds=2) as (address, _):
        yield address.rpartition(":")[2]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate and its key, in files."""
    folder = tmp_path_factory.mktemp("certificate")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "law.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "law.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "law.pem", folder / "law.key"


def documented(language: str, **changes: str) -> str:
    """The configuration of the page in a language, with each text that stands in it put in place of another, as a pattern."""
    text = re.search(rf"^```{language}\n(.*?)^```", (ROOT / "docs" / "serving.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)[1]
    for before, after in changes.items():
        text, count = re.subn(before, after, text)
        assert count == 1, before
    return text


def nginx(folder, port: int, behind: str, certificate) -> list[str]:
    """Write what nginx is told, and give what starts it."""
    site = documented(
        "nginx",
        **{
            r"listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            r"127\.0\.0\.1:8000": f"127.0.0.1:{behind}",
            r"/etc/ssl/law\.example\.pem": str(certificate[0]),
            r"/etc/ssl/law\.example\.key": str(certificate[1]),
            r"client_body_timeout 15s": "client_body_timeout 1s",
        },
    )
    paths = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{site}}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def caddy(folder, port: int, behind: str, certificate) -> list[str]:
    """Write what Caddy is told, and give what starts it."""
    site = documented(
        "Caddyfile",
        **{
            r"\A\{": "{\n\tadmin off\n\tauto_https disable_redirects",
            r"law\.example \{": f"https://law.example:{port} {{\n\ttls {certificate[0]} {certificate[1]}",
            r"127\.0\.0\.1:8000": f"127.0.0.1:{behind}",
            r"read_body 60s": "read_body 5s",
        },
    )
    (folder / "Caddyfile").write_text(site)
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def port(request, tmp_path_factory, service, certificate):
    """Where the proxy answers."""
    program = shutil.which(request.param.__name__) or shutil.which(f"/usr/sbin/{request.param.__name__}")
    if program is None:
        pytest.skip(f"{request.param.__name__} is not installed")
    folder, port = tmp_path_factory.mktemp(request.param.__name__), free_port()
    command = request.param(folder, port, service, certificate)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log, subprocess.Popen([program, *command[1:]], env=environment, stdout=log, stderr=log) as process:
        try:
            _wait(port, process, folder / "log")
            yield port
        finally:
            process.terminate()


def _wait(port: int, process, log) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(log.read_text())


def visitor(port: int, address: str = "127.0.0.1") -> httpx.Client:
    """Somebody who asks from an address of this machine."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    return httpx.Client(
        base_url=f"https://127.0.0.1:{port}",
        headers={"Host": HOST},
        transport=httpx.HTTPTransport(verify=trusting, local_address=address),
        timeout=60,
    )


def ask(client: httpx.Client, method: str, path: str, **more) -> httpx.Response:
    """The answer; the name of the host is told as TLS tells it."""
    return client.request(method, path, extensions={"sni_hostname": HOST}, **more)


def test_every_address_is_https_and_below_the_path(port):
    with visitor(port) as client:
        assert ask(client, "GET", "/lfr").headers["Location"].removeprefix(f"https://{HOST}").removeprefix(f":{port}") == "/lfr/"
        assert 'href="/lfr/law"' in ask(client, "GET", "/lfr/", headers=BROWSER).text
        assert ask(client, "GET", "/lfr/shapes/dpa-s64-dpia").headers["Location"] == "/lfr/shape/dpa-s64-dpia"
        said = {"X-Forwarded-Prefix": "/elsewhere", "X-Forwarded-Proto": "http"}  # which is no visitor's to say
        page = ask(client, "GET", "/lfr/questions.json", headers=said).json()[0]["page"]
        assert page.startswith("https://law.example/lfr/questions/")
        assert ask(client, "GET", "/law").status_code != 500  # nothing of ours stands there


def test_each_client_has_its_own_share_and_names_nobody_else(port):
    def statuses(address: str, times: int) -> list[int]:
        with visitor(port, address) as client:
            said = [{"X-Forwarded-For": f"203.0.113.{number}", "Content-Type": "text/plain"} for number in range(times)]
            return [ask(client, "POST", "/lfr/sparql", content=b"x", headers=each).status_code for each in said]

    network = next(NETWORKS)
    mine = f"127.0.{network}.2"
    assert statuses(mine, MOST) == [415] * MOST
    assert 429 in statuses(mine, MOST)
    assert statuses(f"127.0.{network}.3", 1) == [415]


def test_a_body_that_does_not_come_ends_and_pages_are_answered(port):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    head = f"POST /lfr/assess HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: text/turtle\r\nContent-Length: 400\r\n\r\n<x>"
    with socket.create_connection(("127.0.0.1", port), 10) as plain, trusting.wrap_socket(plain, server_hostname=HOST) as slow:
        slow.sendall(head.encode())
        start = time.monotonic()
        with visitor(port) as client:
            assert ask(client, "GET", "/lfr/health").status_code == 200
        slow.settimeout(20)
        answer = slow.recv(4096)
    assert not answer or answer.startswith(b"HTTP/1.1 408 ")  # nginx says nothing
    assert time.monotonic() - start < 15


def test_http_2_is_not_spoken(port):
    offering = ssl.create_default_context()
    offering.check_hostname, offering.verify_mode = False, ssl.CERT_NONE
    offering.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", port), 10) as plain, offering.wrap_socket(plain, server_hostname=HOST) as safe:
        assert safe.selected_alpn_protocol() in (None, "http/1.1")
