"""Facts: what each source holds, sending a file for one, and taking it in once its report was read."""

from api.areas.facts.json import FactsJson, UploadsJson
from api.areas.facts.pages import FactPages

PAGES = (FactPages,)
JSON = (FactsJson, UploadsJson)
