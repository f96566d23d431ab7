"""Serves an application until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn

from api.app import create_app
from api.jobs import worker_beside
from api.service import Service, Settings
from comp.errors import CompError

_CONNECTIONS: Final = 512
_SECONDS_TO_END: Final = 10


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service listens; with a certificate it speaks https itself."""

    host: str
    port: int
    certificate: Path | None = None
    private_key: Path | None = None
    proxies: str | None = None  # whose word on the client's address is taken

    @property
    def is_of_this_machine(self) -> bool:
        """Whether nobody but this machine reaches it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def serve(folder: Path, address: Address, settings: Settings, listening: Callable[[str], None]) -> None:
    """Serve a workspace until the process is told to end; `listening` is told the address once it answers.

    Raises:
        CompError: the workspace or its database cannot be used, the address is taken, or passwords would
            pass over a network in the clear.
    """
    if not settings.is_https and not address.is_of_this_machine:
        raise CompError(
            f"{address.host} is reached over the network, where passwords must not pass in the clear; give "
            "--certificate and --private-key, or --https where a proxy speaks https for it"
        )
    service = Service.open(folder, settings)
    listener = listener_at(address)
    scheme = "https" if address.certificate else "http"
    app = create_app(service)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=address.proxies is not None,
        forwarded_allow_ips=address.proxies,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.private_key,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_SECONDS_TO_END,
        ws="none",
        lifespan="on",
    )
    server = uvicorn.Server(config)
    listening(f"{scheme}://{_shown(address.host)}:{listener.getsockname()[1]}")
    with worker_beside(folder) as worker:
        # Some signals end the server when it has shut down, and what stands behind it here is not reached.
        app.on_shutdown.append(worker.close)
        with suppress(KeyboardInterrupt):
            server.run([listener])


def listener_at(address: Address) -> socket.socket:
    """A socket that listens there.

    Raises:
        CompError: the address is taken, or not this machine's.
    """
    try:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        made = socket.create_server((address.host, address.port), family=family, backlog=_CONNECTIONS)
    except OSError as error:
        raise CompError(
            f"{address.host}, port {address.port}, cannot be listened at ({error.strerror or error}); "
            "name another with --port"
        ) from error
    # Of a socket that does not say that it is of TCP, asyncio lets answers wait 40 ms for an acknowledgement.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=made.detach())


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
