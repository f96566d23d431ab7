"""What is somebody's own: their password, their sessions, and their tokens for programs."""

from api.areas.account.json import SessionsJson, TokensJson
from api.areas.account.pages import AccountPages

PAGES = (AccountPages,)
JSON = (TokensJson, SessionsJson)
