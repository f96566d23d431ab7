"""What handlers are given by name: the service, and who asks."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency

from api.service import Service
from comp.workflow.access import Actor

TheService: TypeAlias = NamedDependency[Service]
"""A parameter called `service`."""
TheActor: TypeAlias = NamedDependency[Actor]
"""A parameter called `actor`, on routes that somebody must be signed in for."""
