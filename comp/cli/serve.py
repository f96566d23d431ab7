"""`comp serve`: the portal and the JSON API of a workspace."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from comp.cli.output import console, workspace_argument

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@workspace_argument
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--certificate", type=_FILE, help="Speak https with this certificate (PEM).")
@click.option("--private-key", type=_FILE, help="The certificate's private key (PEM).")
@click.option("--https", is_flag=True, help="Browsers come by https, through a proxy that speaks it.")
@click.option("--proxy", metavar="ADDRESSES", help="Take the client's address from these proxies' word.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="Answer to this host name only; may be repeated."
)
@click.option(
    "--requests-a-minute",
    default=600,
    show_default=True,
    type=click.IntRange(1),
    help="How many requests one user may send.",
)
def command(
    workspace: Path,
    *,
    host: str,
    port: int,
    certificate: Path | None,
    private_key: Path | None,
    https: bool,
    proxy: str | None,
    names: tuple[str, ...],
    requests_a_minute: int,
) -> None:
    """Serve the portal and the JSON API of WORKSPACE until Ctrl-C.

    It needs a database (comp db upgrade) and somebody who may sign in (comp users add).
    """
    from api.service import Settings
    from api.serving import Address, serve

    if (certificate is None) != (private_key is None):
        raise click.UsageError("--certificate and --private-key are given together")
    settings = Settings(
        is_https=https or certificate is not None, hosts=names, requests_a_minute=requests_a_minute
    )
    address = Address(host, port, certificate, private_key, proxy)
    serve(workspace, address, settings, partial(_tell, workspace))


def _tell(workspace: Path, at: str) -> None:
    console().print(f"Serving {workspace} at {at}; Ctrl-C ends it.", markup=False)
