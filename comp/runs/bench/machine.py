"""The machine and the versions that a measurement was made with; without them its figures say little."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PACKAGES: Final = ("comp", "polars", "pandas", "duckdb")


@dataclass(frozen=True, slots=True)
class Machine:
    """What calculates: the processor, how many cores this process may use, memory in bytes, and versions.

    `versions` holds Python and those of PACKAGES that are installed.
    """

    processor: str
    cores: int
    memory_bytes: int
    system: str
    versions: dict[str, str]

    def __str__(self) -> str:
        """One line for people."""
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        gigabytes = round(self.memory_bytes / 2**30)
        return f"{self.processor}, {self.cores} cores, {gigabytes} GB, {self.system}; {versions}"


def this_machine() -> Machine:
    """Describe where this process runs."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        versions={"Python": platform.python_version(), **_versions()},
    )


def _versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    """The processor's model as the system names it."""
    if sys.platform == "darwin":
        asked = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        done = subprocess.run(asked, check=False, capture_output=True, text=True)  # noqa: S603 - a fixed command
        return done.stdout.strip() or platform.machine()
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()
