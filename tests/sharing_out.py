"""How `make test` shares the tests out among its workers."""

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/browser/",)
"""Folders that go to one worker as a whole: all their files share one browser and the services it visits."""


class FilesAtATime(LoadFileScheduling):
    """Gives a worker that is nearly done the next file, in the order of the folders.

    The last folders hold many small files, so the workers end at about the same time. The file with the most
    tests first, as xdist would have it, leaves the few that take long for the end.
    """

    def _split_scope(self, nodeid: str) -> str:
        for folder in TOGETHER:
            if nodeid.startswith(folder):
                return folder
        return super()._split_scope(nodeid)
