"""Sales compensation: plans written as text, checked like programs, paid exactly and explained to the cent.

Each room below this package has one purpose and says so in its own docstring; imports between the rooms run
one way, as the contracts in `pyproject.toml` state. This module itself holds no behaviour and imports no
room, so that importing one of them never loads the others.
"""
