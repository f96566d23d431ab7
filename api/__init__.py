"""The web application: the JSON API and the pages of the portal, one folder per area.

Controllers translate between HTTP and the rooms of `comp`. They must not calculate, must not hold SQL, and
map domain errors to responses in one place only.
"""
