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
  column   salary: money, may be blank

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
  currency currency
  column   csm: payee, may be blank
  column   tier: choice of small, large, may be blank
  column   annual_value: money, may be blank

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

source payment "Money that customers paid for deals"
  key      id: text
  dated    paid_on
  currency currency
  column   deal: to deal
  column   amount: money, may be blank
  column   due_on: date, may be blank

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
    """What expressions can say of a row: amounts, numbers, conditions, days, and what counts apart."""

    source: str
    money: tuple[str, ...]
    numbers: tuple[str, ...]
    conditions: tuple[str, ...]
    days: tuple[str, ...]
    keys: tuple[str, ...] = ()


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
        "deal.kind is one of new, expansion",
        "deal.kind is not one of new",
        "deal.closed_on is 2026-01-31 through 2026-06-30",
        "deal.closed_on is 0 to 2 months after deal.booked_on",
    ),
    ("deal.booked_on", "deal.closed_on"),
    ("deal.kind", "deal.account", "deal.overlay", "deal.closed_on"),
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
    ("renewal.decided_on", "renewal.due_on"),
    ("renewal.account", "renewal.due_on"),
)
PAYMENT = RowWords(
    "payment",
    ("payment.amount",),
    (),
    ("deal.kind is new", "payment.due_on is blank", "payment.paid_on is 0 to 30 days after payment.due_on"),
    ("payment.paid_on", "payment.due_on"),
    ("payment.deal", "deal.kind"),
)
CANCELLATION = RowWords(
    "cancellation",
    ("cancellation.lost_value",),
    ("cancellation.lost_share",),
    ("cancellation.forced", "cancellation.effective_on > 2026-04-01", "deal.kind is new", "deal.signed"),
    ("cancellation.effective_on",),
)
REFUND = RowWords(
    "refund",
    ("refund.lost",),
    (),
    ("refund.refunded_on < 2026-10-01", "deal.kind is expansion"),
    ("refund.refunded_on",),
)
LAPSE = RowWords(
    "lapse",
    ("lapse.lost_value",),
    ("lapse.lost_share",),
    ("lapse.lapsed_on > 2026-02-28",),
    ("lapse.lapsed_on",),
)

ROWS = {words.source: words for words in (DEAL, RENEWAL, PAYMENT, CANCELLATION, REFUND, LAPSE)}

# Which sources name a row of another as lost, with the amount that may be lost of it.
LOSSES = {"deal": ("cancellation", "refund"), "renewal": ("lapse",)}
