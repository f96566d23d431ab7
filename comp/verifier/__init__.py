"""What one file re-checks of a statement, with nothing but the standard library.

Its modules are also written into a single file that an auditor runs alone. So they must not import anything
but the standard library and each other, and no two of them may give one name to two things.
"""
