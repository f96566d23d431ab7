"""A data report as JSON, for machines and for the store, which keeps no value that may be a name."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any, cast

import polars as pl

from comp.facts.findings import PRIVATE, DataReport, Finding, Outcome, RowCounts


def report_to_json(report: DataReport) -> str:
    """The report without private values, as canonical JSON."""
    return json.dumps(plain(report, private=False), ensure_ascii=False, sort_keys=True)


def plain(report: DataReport, *, private: bool) -> dict[str, object]:
    """The report as plain values; with `private` false, names of people are replaced."""
    findings = [finding if private else without_names(finding) for finding in report.findings]
    return {
        "stops": list(report.stops),
        "rows": {name: asdict(rows) for name, rows in sorted(report.rows.items())},
        "counts": [
            {"source": source, "code": code, "outcome": outcome.value, "count": count}
            for (source, code, outcome), count in sorted(report.counts.items())
        ],
        "findings": [asdict(finding) for finding in findings],
        "refused": report.refused.to_dicts(),
    }


def report_from_json(text: str) -> DataReport:
    """Read what `report_to_json` wrote."""
    values = cast("dict[str, Any]", json.loads(text))
    return DataReport(
        findings=tuple(
            Finding(**each | {"outcome": Outcome(each["outcome"])}) for each in values["findings"]
        ),
        counts={
            (each["source"], each["code"], Outcome(each["outcome"])): each["count"]
            for each in values["counts"]
        },
        rows={name: RowCounts(**rows) for name, rows in values["rows"].items()},
        stops=tuple(values["stops"]),
        refused=pl.DataFrame(values["refused"], schema=DataReport().refused.schema),
    )


def without_names(finding: Finding) -> Finding:
    """The finding without the value that may be a person's name."""
    if not finding.private:
        return finding
    reason = "a person's id that data/people does not know"
    return replace(finding, value=PRIVATE, reason=reason, remedy="'comp data check' shows it")
