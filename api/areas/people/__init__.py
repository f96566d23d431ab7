"""People, and who signs in as what: for admins, and to read for auditors. No pay."""

from api.areas.people.json import PeopleJson
from api.areas.people.pages import PeoplePages
from api.areas.people.sheets_json import SheetsJson
from api.areas.people.sheets_pages import SheetsPages
from api.areas.people.users_json import UsersJson
from api.areas.people.users_pages import UserPages

PAGES = (PeoplePages, UserPages, SheetsPages)
JSON = (PeopleJson, UsersJson, SheetsJson)
