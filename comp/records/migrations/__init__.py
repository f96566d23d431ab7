"""Alembic's scripts. A script that was released must not change; what changes afterwards is a script more."""
