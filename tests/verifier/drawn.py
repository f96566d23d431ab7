"""Draws a document with every turn that the reader has to follow; it must not read it."""

from datetime import date
from functools import cache

from statements.pdf import AttachedText, draw

STYLE = """
@page { size: A6; margin: 12mm; @top-left { content: "Running head" }
        @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
body { font: 9pt "Open Sans", "DejaVu Sans", "WenQuanYi Micro Hei"; overflow-wrap: anywhere }
.amount { text-align: right; font-variant-numeric: tabular-nums }
.spaced { letter-spacing: 2pt } .faint { opacity: 0.5 } .narrow { width: 20mm }
"""
PROOF = AttachedText("proof.json", '{"payee": "Zoë"}', "the proof", date(2026, 3, 31))
TERMS = AttachedText("pl\u00e4n.txt", "plan " * 200, "the plan", date(2026, 3, 31))
ROWS = 30


@cache
def drawn_pages() -> bytes:
    """Return a PDF of several pages, with a table that breaks over them and two attachments."""
    rows = "".join(
        f"<tr><td>D-{row}</td><td class='amount'><b>{row},234.50</b></td></tr>" for row in range(ROWS)
    )
    return draw(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Statement</title>
        <style>{STYLE}</style></head><body><h1>Office</h1>
        <p class="spaced">AVAVA 1,234.50</p><p>JPY \u00a51,234 \u2212 EUR 1.234,50 \u20ac</p>
        <p>Zo\u00eb \u0141\u00f3d\u017a</p><p class="faint">faint</p>
        <p class="narrow">a sentence that breaks softly over lines</p>
        <table><thead><tr><th>Deal</th><th class="amount">Amount</th></tr></thead>{rows}</table>
        <p>The end</p></body></html>""",
        [PROOF, TERMS],
    )
