import json

from click.testing import CliRunner

from comp.cli import main


def test_growth_tells_time_memory_and_disk_of_each_size() -> None:
    done = CliRunner().invoke(main, ["bench", "growth", "--deals", "4000", "--deals", "1000", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [each["deals"] for each in found["companies"]] == [1000, 4000]
    first, second = found["companies"]
    assert first["deal_to_first"] == "1.00"
    assert second["lines"] > 3 * second["deals"] > first["lines"]
    assert second["snapshot_bytes"] > first["snapshot_bytes"] > 0
    assert all(each["waiting_bytes"][0] > 0 and each["peak_bytes"][0] > 0 for each in found["companies"])
    assert "both ends" in found["clock"]


def test_growth_is_shown_as_a_table() -> None:
    done = CliRunner().invoke(main, ["bench", "growth", "--deals", "1000"])

    assert done.exit_code == 0, done.output
    assert "µs a deal" in done.stdout
    assert "1.00 x" in done.stdout
