"""What is installed says its sentences in every language that the sources do."""

from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

from comp.reference.speech import languages
from tests.repository.project import ROOT


def test_a_wheel_carries_the_catalog_of_each_language(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(ZipFile(wheel).namelist())

    assert {f"comp/reference/words/{language}.toml" for language in languages()} - names == set()
