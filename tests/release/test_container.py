"""The Containerfile's own words, followed in a bare root: nothing can be written, nobody is root, and the service works.

What its RUN steps do, `make image` shows; here is what the image says of how it runs (ENV, USER, CMD, HEALTHCHECK).
"""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lfr_kg.base.settings import EXAMPLE
from tests.serving import ROOT, free_port, wait_for

STEPS = re.sub(r"\\\n\s*", "", (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8"))
SAID = dict(line.split(maxsplit=1) for line in STEPS.splitlines() if line and not line.startswith("#"))
"""Instruction → its words; of one that stands more than once, the last."""
ENTER = r"""
set -eu
root=$1 user=$2; shift 2
mount -t tmpfs -o mode=755 bare "$root"
mkdir "$root/proc" "$root/tmp"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
for place in $PLACES; do
  mkdir -p "$root$place"
  mount --rbind "$place" "$root$place"
  mount -o remount,bind,ro "$root$place"
done
mount -o remount,ro "$root"
chroot --userspec="$user" "$root" "$@"
exit $?
"""
"""A root of nothing but some folders of this one; only /tmp can be written, as where podman has --read-only; and a program in it, which
ends with this shell."""


def can_enter() -> bool:
    words = ["unshare", "--mount", "--pid", "--fork", "true"]
    return bool(shutil.which("unshare")) and os.geteuid() == 0 and subprocess.run(words, capture_output=True, check=False).returncode == 0


needs_root = pytest.mark.skipif(not can_enter(), reason="no right to make a root of one's own (unshare --mount --pid)")


def inside(place: Path, *words: str, environment: dict[str, str]) -> subprocess.Popen:
    """A program in a bare root on an empty folder, as the Containerfile's user, with its environment."""
    folders = ["/usr", "/bin", "/lib", "/lib64", "/dev", "/etc", sys.base_prefix, sys.prefix, str(ROOT), environment["LFR_KG_CACHE"]]
    places = [folder for folder in dict.fromkeys(folders + [p for p in sys.path if p.endswith("-packages")]) if Path(folder).exists()]
    command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "enter", str(place), SAID["USER"], *words]
    return subprocess.Popen(command, env=environment | {"PLACES": " ".join(places)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def environment_of(knowledge) -> dict[str, str]:
    """The Containerfile's environment, with the knowledge that the tests have built and the programs of their own environment."""
    said = dict(pair.split("=", 1) for pair in SAID["ENV"].split())
    return said | {"LFR_KG_CACHE": str(knowledge.settings.cache), "PATH": f"{sys.prefix}/bin:/usr/sbin:/usr/bin:/bin"}


@contextmanager
def serving(knowledge, place: Path):
    """The Containerfile's command, on a port of this test's, in a bare root: its address."""
    words = {"8000": str(port := free_port()), "0.0.0.0": "127.0.0.1"}
    command = [words.get(word, word) for word in json.loads(SAID["CMD"])]
    process = inside(place, *command, environment=environment_of(knowledge))
    try:
        wait_for(f"http://127.0.0.1:{port}", process, 120)
        yield port
    finally:
        process.kill()  # and with it all that it started: they are numbered apart
        process.communicate(timeout=20)


def health(port: int) -> int:
    """The exit status of the Containerfile's check, asked of another port."""
    words = json.loads(SAID["HEALTHCHECK"].partition("CMD ")[2])
    command = [sys.executable, *(word.replace(":8000/", f":{port}/") for word in words[1:])]
    return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode


@needs_root
def test_nobody_is_root_and_nothing_can_be_written(knowledge, tmp_path):
    trying = """
import os, pathlib
print(os.getuid(), os.getgid())
for place in ("/", "/usr", os.environ["LFR_KG_CACHE"]):
    try:
        pathlib.Path(place, "mine").touch()
    except OSError as error:
        print(error.strerror)
"""
    process = inside(tmp_path, "python", "-c", trying, environment=environment_of(knowledge))
    out, _ = process.communicate(timeout=20)
    assert out.decode().splitlines() == ["10001 10001", *["Read-only file system"] * 3]


@needs_root
def test_it_serves_there_and_its_health_is_told(knowledge, tmp_path):
    with serving(knowledge, tmp_path) as port:
        assert health(port) == 0
        address = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{address}/ready", timeout=120).json() == {"status": "ready", "query": "works", "assessment": "works"}
        answer = httpx.post(f"{address}/assess", content=EXAMPLE.read_bytes(), headers={"Content-Type": "text/turtle"}, timeout=120)
        assert answer.status_code == 200
    assert health(port) != 0


def test_no_registry_is_named_and_the_root_is_not_left_to_root():
    assert SAID["FROM"] == "python:3.12-slim"
    assert SAID["USER"] == "10001:10001"
    assert "://" not in STEPS.replace("http://127.0.0.1:8000/", "")
