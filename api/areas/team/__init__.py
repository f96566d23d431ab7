"""Approvals: what managers and finance have to decide about, and their decisions."""

from api.areas.team.json import DecisionJson, DecisionsJson, ReviewJson
from api.areas.team.pages import TeamPages

PAGES = (TeamPages,)
JSON = (ReviewJson, DecisionJson, DecisionsJson)
