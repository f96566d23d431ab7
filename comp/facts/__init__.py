"""Facts on their way in: sources, mappings, validation and immutable snapshots.

A fault in a fact is a value that names file, row and column. This room must not decide what anybody is paid,
and must never repair a fact silently: a value is mapped by a stated rule or it is refused.
"""
