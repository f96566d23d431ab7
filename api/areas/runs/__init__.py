"""Runs: what each period pays, starting one, how far it is, and what changed since the last."""

from api.areas.runs.compare_json import CompareJson
from api.areas.runs.compare_pages import ComparePages
from api.areas.runs.job_pages import JobPages
from api.areas.runs.json import JobsJson, RunsJson
from api.areas.runs.pages import RunPages

PAGES = (RunPages, ComparePages, JobPages)
JSON = (RunsJson, CompareJson, JobsJson)
