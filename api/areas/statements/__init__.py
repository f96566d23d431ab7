"""Statements: who is paid reads their own, who decides reads those they decide about, line by line."""

from api.areas.statements.json import StatementsJson
from api.areas.statements.pages import StatementPages

PAGES = (StatementPages,)
JSON = (StatementsJson,)
