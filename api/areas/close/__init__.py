"""The close: what stands against posting a period, posting it, its payroll, and the books."""

from api.areas.close.books_json import BooksJson
from api.areas.close.books_pages import BooksPages
from api.areas.close.json import CloseJson, PostingJson
from api.areas.close.pages import ClosePages
from api.areas.close.payroll_pages import PayrollPages

PAGES = (ClosePages, PayrollPages, BooksPages)
JSON = (CloseJson, PostingJson, BooksJson)
