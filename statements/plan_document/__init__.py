"""A plan as the document that its payee signs: the view of it, its page and PDF, and the colours of its text.

It shows what the checked plan says and what both engines make of its examples. It must not calculate an
amount, and must not leave out a clause, a table or an example.
"""
