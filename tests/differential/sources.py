"""The sources that drawn plans read, and what an expression can say of a row of each."""

from __future__ import annotations

from dataclasses import dataclass

SOURCES = """shared "Facts"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   role: choice of AE, CSM, LEAD
  column   segment: text, may be blank
  column   manager: payee, may be blank
  column   target_incentive: money, may be blank
  column   factor: number, may be blank

source quota "What a payee is to reach"
  key      id: text
  currency currency
  column   payee: payee
  column   name: text
  column   starts_on: date
  column   ends_on: date
  column   amount: money, may be blank
  column   units: number, may be blank

source rate "Exchange rates"
  key      id: text
  column   of_currency: currency
  column   into_currency: currency
  column   quoted_on: date
  column   rate: number

source account "Customers"
  key      id: text
  valid    starts_on through ends_on
  column   csm: payee, may be blank
  column   tier: choice of small, large, may be blank

source deal "Signed orders"
  key      id: text
  dated    booked_on
  currency currency
  column   account: to account, may be blank
  column   owner: payee, may be blank
  column   overlay: payee, may be blank
  column   overlay_share: number, may be blank
  column   second_share: number, may be blank
  column   kind: choice of new, expansion
  column   value: money
  column   added: money, may be blank
  column   units: number, may be blank
  column   signed: boolean, may be blank
  column   closed_on: date, may be blank

source renewal "Contracts that came up for renewal"
  key      id: text
  dated    decided_on
  currency currency
  column   account: to account, may be blank
  column   due_on: date, may be blank
  column   due_value: money, may be blank
  column   kept_value: money, may be blank

source cancellation "Deals given back"
  key      id: text
  dated    effective_on
  currency currency
  column   deal: to deal
  column   lost_value: money, may be blank
  column   lost_share: number, may be blank
  column   forced: boolean, may be blank

source refund "Money given back, in euros"
  key      id: text
  dated    refunded_on
  currency EUR
  column   deal: to deal
  column   lost: money, may be blank

source lapse "Renewals that lapse after all"
  key      id: text
  dated    lapsed_on
  currency currency
  column   renewal: to renewal
  column   lost_value: money, may be blank
  column   lost_share: number, may be blank
"""


@dataclass(frozen=True, slots=True)
class RowWords:
    """What expressions can say of a row: its amounts, its numbers, and conditions."""

    source: str
    money: tuple[str, ...]
    numbers: tuple[str, ...]
    conditions: tuple[str, ...]


DEAL = RowWords(
    "deal",
    ("deal.value", "deal.added"),
    ("deal.units", "deal.overlay_share", "deal.second_share"),
    (
        "deal.kind is new",
        "deal.kind is not expansion",
        "deal.signed",
        "deal.overlay is blank",
        "deal.account is not blank",
        "deal.currency is EUR",
        "deal.overlay is deal.owner",
        "account.tier as of deal.booked_on is large",
        "account.csm as of deal.closed_on is not blank",
        "deal.closed_on is 0 to 60 days after deal.booked_on",
        "deal.booked_on >= 2026-03-31",
        "deal.closed_on < 2026-07-01",
    ),
)
RENEWAL = RowWords(
    "renewal",
    ("renewal.due_value", "renewal.kept_value"),
    (),
    (
        "renewal.due_on is blank",
        "renewal.decided_on <= 2026-06-30",
        "renewal.decided_on is 0 to 90 days after renewal.due_on",
        "renewal.currency is not USD",
        "account.tier as of renewal.decided_on is small",
    ),
)
CANCELLATION = RowWords(
    "cancellation",
    ("cancellation.lost_value",),
    ("cancellation.lost_share",),
    ("cancellation.forced", "cancellation.effective_on > 2026-04-01", "deal.kind is new", "deal.signed"),
)
REFUND = RowWords(
    "refund", ("refund.lost",), (), ("refund.refunded_on < 2026-10-01", "deal.kind is expansion")
)
LAPSE = RowWords("lapse", ("lapse.lost_value",), ("lapse.lost_share",), ("lapse.lapsed_on > 2026-02-28",))

ROWS = {words.source: words for words in (DEAL, RENEWAL, CANCELLATION, REFUND, LAPSE)}

# Which sources name a row of another as lost, with the amount that may be lost of it.
LOSSES = {"deal": ("cancellation", "refund"), "renewal": ("lapse",)}
