"""Sees to what PDFs need from the system (libraries of text, fonts, a reader), and to a browser for tests.

It tries each thing rather than asking a package manager, so it is right on any system. What is missing is
installed where this runs as root on Debian or Ubuntu; elsewhere one line names the packages. It uses only the
standard library and must not be needed by anything that draws no PDF.
"""

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there, and the Debian package that brings it."""

    package: str
    why: str
    is_met: Callable[[], bool]
    is_required: bool = True
    is_of_tests: bool = False


def library(name: str, soname: str) -> Callable[[], bool]:
    """Whether the shared library loads, by its Linux name or by whatever name this system gives it."""

    def loads() -> bool:
        for candidate in (soname, ctypes.util.find_library(name)):
            if candidate is None:
                continue
            try:
                ctypes.CDLL(candidate)
            except OSError:
                continue
            return True
        return False

    return loads


def font(*languages: str) -> Callable[[], bool]:
    """Whether fontconfig knows a font for each language: a missing glyph is a fault in a statement."""
    return lambda: all(_knows(f":lang={language}") for language in languages)


def _knows(pattern: str) -> bool:
    """Whether fontconfig lists a font for the pattern."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", pattern], capture_output=True, check=False).stdout)


def family(name: str) -> Callable[[], bool]:
    """Whether fontconfig knows a font family of that name."""
    return lambda: _knows(f":family={name}")


def letters(text: str) -> Callable[[], bool]:
    """Whether some one font has all these letters: large fonts often leave out some that a language lists."""
    return lambda: _knows(":charset=" + " ".join(f"{ord(letter):x}" for letter in text))


NEEDS = (
    Need("libpango-1.0-0", "lays out text", library("pango-1.0", "libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "draws text", library("pangoft2-1.0", "libpangoft2-1.0.so.0")),
    Need("libharfbuzz0b", "shapes text", library("harfbuzz", "libharfbuzz.so.0")),
    Need("libharfbuzz-subset0", "embeds fonts", library("harfbuzz-subset", "libharfbuzz-subset.so.0")),
    Need("libfontconfig1", "finds fonts", library("fontconfig", "libfontconfig.so.1")),
    Need("fontconfig", "lists fonts", lambda: shutil.which("fc-list") is not None),
    # One small family for all of these. A further script is one more line here.
    Need("fonts-dejavu-core", "Latin, Greek and Cyrillic letters", font("en", "pl", "vi", "el", "ru", "uk")),
    Need("fonts-open-sans", "draws statements in the face they are designed for", family("Open Sans")),
    Need("fonts-wqy-microhei", "Japanese, Chinese and Korean letters", letters("\u3042\u5c71\uae40")),
    Need("fonts-migmix", "draws Japanese statements, bold too", family("MigMix 1P"), is_required=False),
    Need(
        "poppler-utils",
        "reads PDFs in tests",
        lambda: shutil.which("pdftoppm") is not None,
        is_required=False,
        is_of_tests=True,
    ),
    Need(
        "chromium",
        "opens the portal's pages in tests",
        lambda: shutil.which("chromium") is not None,
        is_required=False,
        is_of_tests=True,
    ),
)


def missing(*, with_tests: bool) -> list[Need]:
    """Return the needs that are not met now; those of tests alone where tests are to run."""
    return [need for need in NEEDS if (with_tests or not need.is_of_tests) and not need.is_met()]


def can_install() -> bool:
    """Whether this is a Debian-like system and we may add packages to it."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(needs: list[Need]) -> None:
    """Install the packages, and say so; a failure shows in what is missing afterwards.

    What is not required is installed by itself: not every system has a package of that name, and one that is
    not there must not keep the others out.
    """
    print("system: installing " + " ".join(need.package for need in needs), flush=True)
    _apt_get("update", "-qq")
    required = [need.package for need in needs if need.is_required]
    for packages in (required, *([need.package] for need in needs if not need.is_required)):
        if packages:
            _apt_get("install", "-qq", "--yes", "--no-install-recommends", *packages)


def _apt_get(*words: str) -> None:
    done = subprocess.run(
        ["apt-get", *words],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Install or name what is missing; non-zero when no PDF could be drawn. `--tests` sees to tests too."""
    with_tests = "--tests" in arguments
    needs = missing(with_tests=with_tests)
    if needs and can_install():
        install(needs)
        needs = missing(with_tests=with_tests)
    if not needs:
        return 0
    names = " ".join(need.package for need in needs)
    reasons = "; ".join(f"{need.package} {need.why}" for need in needs)
    print(
        f"system: please install these Debian packages (or what your system calls them): {names} ({reasons})"
    )
    return 1 if any(need.is_required for need in needs) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
