# January pays ana 60.00; February 80.00, and bo 20.00.
from comp.workflow import open_books
from tests.api.close.shop import Shop, text_of
from tests.workflow.closing.closed import FEBRUARY, MARCH


def test_batches_and_entries_are_listed_with_what_they_come_to(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    shop.closed.approved_and_closed("2026-02", MARCH)
    with shop.browser("auditor") as browser:
        books = text_of(browser.get("/books")).replace("$", "USD ")
        ana = text_of(browser.get("/books/entries", params={"payee": "ana"})).replace("$", "USD ")
        line = text_of(browser.get("/books/entries", params={"line": "ae_2026.commission:bo:D5#1"}))

    assert books.index("USD 60.00") < books.index("USD 100.00")
    assert "All 2 entries asked for in USD USD 140.00 USD 140.00" in ana
    assert "Ana Ruiz" in ana
    assert "Bo Lind" in line


def test_what_is_asked_for_is_written_as_text(shop: Shop) -> None:
    with shop.browser() as browser:
        done = browser.get("/books/entries", params={"payee": '"><script>x</script>'})

    assert done.status_code == 200
    assert "<script>x" not in done.text
    assert "No entry" in text_of(done)


def test_the_books_are_checked_when_somebody_asks(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    with shop.browser("auditor") as browser:
        before = text_of(browser.get("/books/check"))
        with open_books(shop.closed.workspace) as records, records.transaction() as session:
            connection = session.connection()
            connection.exec_driver_sql("DROP TRIGGER posting_no_update")
            connection.exec_driver_sql("UPDATE posting SET payable_minor = 6001")
        after = text_of(browser.get("/books/check"))

    assert "All of it holds." in before
    assert "Something does not hold." in after
    assert "its entries are not those that the audit chain tells of" in after
