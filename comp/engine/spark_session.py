"""A Spark session for a run: started without a word on the terminal, and stopped when the run is over."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from warnings import catch_warnings, filterwarnings

from comp.errors import CompError

if TYPE_CHECKING:
    from py4j.java_gateway import JavaGateway
    from pyspark import SparkConf

Session: TypeAlias = Any
"""A `pyspark.sql.SparkSession`: its types are not at hand where the extra is not installed."""
_LOCAL: Final = re.compile(r"local(?:\[(\d+|\*)\])?")
_LOOPBACK: Final = "127.0.0.1"
ATTEMPTS: Final = 4
"""How often Spark tries a task before it gives up: what clusters do, and here a local master too."""
NO_PYSPARK: Final = (
    "Spark's library for Python is not installed; install it with pip install 'comp[spark]', "
    "or leave out --engine spark"
)
NO_JAVA: Final = (
    "Spark needs Java 17 or later, and there is none; install openjdk-17-jre-headless or a later one, or "
    "name the folder of one in JAVA_HOME"
)
SETTINGS: Final = {
    "spark.app.name": "comp",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # A partition is a batch of payees; Spark is not to put several together.
    "spark.sql.adaptive.enabled": "false",
    # A row holds the credits that a slice of facts has in a batch, so a few rows are much.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16",
    # Spark runs a worker for each core; Polars is not to start as many threads again in each of them.
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
}
"""What a session is started with, beside its master and its scratch folder."""


@contextmanager
def spark_session(master: str, scratch: Path) -> Generator[Session]:
    """Start Spark; `scratch` is where it keeps what it shuffles on this machine.

    Raises:
        CompError: Spark or Java is missing, or the master cannot be reached.
    """
    require_spark()
    _name_python(master)
    with quietly():
        session = _session(master, _settings(master, scratch))
    try:
        yield session
    finally:
        session.stop()


@contextmanager
def quietly() -> Generator[None]:
    """Without Spark's warning of pandas 3, which comes wherever it might use it: nothing here does."""
    with catch_warnings():
        filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def is_local(master: str) -> bool:
    """Whether a master works in this process's own machine, in which case files suffice as places."""
    return _LOCAL.fullmatch(master) is not None


def said_by_spark(error: BaseException) -> str:
    """What went wrong, of the many lines that Spark tells it in: a worker's last word, or else the first."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = [line for line in lines if re.match(r"[\w.]+(Error|Exception): ", line)]
    found = next((line for line in words if not line.startswith(("org.apache.", "py4j."))), None)
    return found or (words or lines or [type(error).__name__])[0]


def require_spark() -> None:
    """Raise unless Spark's library and Java are there.

    Raises:
        CompError: one of them is missing; the message says what to install.
    """
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise CompError(NO_PYSPARK)
    home = os.environ.get("JAVA_HOME")
    if shutil.which(str(Path(home, "bin", "java")) if home else "java") is None:
        raise CompError(NO_JAVA)


def _name_python(master: str) -> None:
    """Workers on this machine are of the interpreter that this is; those of a cluster as it says itself."""
    if is_local(master):
        os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ.setdefault("PYSPARK_PYTHON", "python3")


def _settings(master: str, scratch: Path) -> dict[str, str]:
    local = _LOCAL.fullmatch(master)
    if local is None:
        return {**SETTINGS, "spark.master": master}
    return {
        **SETTINGS,
        "spark.master": f"local[{local[1] or 1},{ATTEMPTS}]",
        "spark.driver.host": _LOOPBACK,
        "spark.driver.bindAddress": _LOOPBACK,
        # Java only hands bytes on here: compiling its code thoroughly would take longer than it saves.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }


def _session(master: str, settings: Mapping[str, str]) -> Session:
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415 - an extra, for those who run on Spark
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, as above

    conf = SparkConf(loadDefaults=False)
    conf.setAll(list(settings.items()))
    try:
        return SparkSession(SparkContext(conf=conf, gateway=_gateway(conf)))
    except (*spark_errors(), ValueError) as error:
        raise CompError(
            f"Spark did not start with --master {master} ({said_by_spark(error)}); see that it is that "
            "of one that answers, or local[2] for two workers on this machine"
        ) from error


def spark_errors() -> tuple[type[Exception], ...]:
    """What Spark raises."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra, for those who run on Spark
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra, as above

    return (PySparkException, Py4JError)


_started: list[JavaGateway] = []


def _gateway(conf: SparkConf) -> JavaGateway:
    """The Java process: one for each process of ours. Its words are for nobody once it has started, since
    faults come as exceptions.

    Raises:
        CompError: it ended before it had started; the message gives its own reason.
    """
    from pyspark import java_gateway  # noqa: PLC0415 - an extra, for those who run on Spark

    if not _started:
        with TemporaryFile() as words:
            try:
                _started.append(java_gateway.launch_gateway(conf, {"stdout": DEVNULL, "stderr": words}))
            except spark_errors() as error:
                words.seek(0)
                raise CompError(_why_java_ended(words.read().decode(errors="replace"))) from error
    return _started[0]


def _why_java_ended(words: str) -> str:
    if "UnsupportedClassVersionError" in words:
        return NO_JAVA.replace("there is none", "there is an earlier one")
    lines = [line.strip() for line in words.splitlines() if line.strip()] or ["it said nothing"]
    telling = next((line for line in lines if "Error" in line or "Exception" in line), lines[-1])
    return f"Spark did not start, its Java ended: {telling}"
