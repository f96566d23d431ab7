"""Coming in by a password, and going out again."""

from api.areas.sign_in.pages import SignInPages, SignOutPage

PAGES = (SignInPages, SignOutPage)
JSON = ()
