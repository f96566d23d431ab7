"""The one table that holds names and mail, and how other systems' ids lead to a payee's opaque id."""

from __future__ import annotations

from dataclasses import field, replace

from comp.frozen import frozen


@frozen
class Person:
    """A payee's name and mail, as of now: neither is a fact of a snapshot.

    `locale` is the one their statements are written in, blank where it is the company's.
    """

    payee: str
    name: str
    mail: str = ""
    locale: str = ""


@frozen
class People:
    """Everybody known, by opaque id, and the ids of each other system (system → its id → payee)."""

    by_payee: dict[str, Person] = field(default_factory=dict[str, Person])
    systems: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def name_of(self, payee: str) -> str:
        """The person's name, or the opaque id where no name is known."""
        person = self.by_payee.get(payee)
        return person.name if person is not None and person.name else payee

    def with_name(self, payee: str, name: str) -> People:
        """The same people, but that this payee is called so; blank where nobody may know their name."""
        known = self.by_payee.get(payee, Person(payee, ""))
        return replace(self, by_payee={**self.by_payee, payee: replace(known, name=name)})

    def locale_of(self, payee: str, otherwise: str) -> str:
        """The locale of the person's statements, or the other one where none is known."""
        person = self.by_payee.get(payee)
        return person.locale if person is not None and person.locale else otherwise
