"""Where somebody comes in, and who they are to the service."""

from api.areas.home.json import MeJson
from api.areas.home.pages import HomePage

PAGES = (HomePage,)
JSON = (MeJson,)
