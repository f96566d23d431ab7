"""Statements for payees: one view model, and the PDF, spreadsheet and charts that are drawn from it.

Every figure comes from the view model, and every figure there from a verified run. This package must not
calculate pay, and must not show a reader anything that belongs to another payee.
"""
