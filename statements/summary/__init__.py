"""The summary of a run for those who approve it: managers, and finance for the whole company.

Its amounts are those of the statements, added up in whole minor units. It must not calculate pay, and holds
payees by their ids: names are put in when it is drawn.
"""
