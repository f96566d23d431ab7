"""What a power cut leaves of a folder: of what was not flushed, nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder's tree at a moment at which all of it was on the disk: the path of each inode."""

    folder: Path
    known: Mapping[int, Path]

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """Take down what is there."""
        return cls(folder, {path.stat().st_ino: path for path in [folder, *folder.rglob("*")]})

    def cut_power(self, flushed: Mapping[str, list[str] | None]) -> None:
        """Take away what was neither there before nor flushed since: contents of files, and names in folders.

        A rename that was not flushed is undone as a whole, as a journal does it.
        """
        for above, folders, files in os.walk(self.folder):
            place = Path(above)
            inode = place.stat().st_ino
            names = set(flushed.get(str(inode)) or ()) | self._names_before(inode)
            for name in {*folders, *files} - names:
                self._lose_name(place / name)
            folders[:] = [name for name in folders if (place / name).is_dir()]
            for path in (place / name for name in files if (place / name).is_file()):
                if path.stat().st_ino not in self.known and str(path.stat().st_ino) not in flushed:
                    os.truncate(path, 0)

    def _names_before(self, inode: int) -> set[str]:
        place = self.known.get(inode)
        return {path.name for path in self.known.values() if path.parent == place}

    def _lose_name(self, path: Path) -> None:
        before = self.known.get(path.stat().st_ino)
        if before is not None and not before.exists():
            path.rename(before)
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
