"""One run: a period's plans valued at two dates, the difference line by line, and the folder that keeps it.

Both engines meet here and nowhere else. This room must not value anything itself, ask a clock, or read what
an earlier run posted.
"""
