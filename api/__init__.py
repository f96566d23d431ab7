"""The web application: the JSON API and the portal's pages, by area (decision 0043).

It says who asks, turns requests into calls of the rooms below, and their answers into pages or JSON. It must
not decide what anybody may see or do, calculate, or ask the database by itself.
"""
