"""Coming in and going out."""

from api.areas.sign_in.pages import SignInPages, SignOutPage

PAGES = (SignInPages, SignOutPage)
JSON = ()
