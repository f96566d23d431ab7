"""`comp plan json`: the canonical JSON of checked plans, or its schema."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("json", short_help="Write plans as canonical JSON, as the engines know them.")
@click.argument("path", type=click.Path(path_type=Path, exists=True), default=".")
@click.option("--schema", is_flag=True, help="Write the JSON Schema of the form instead.")
def command(path: Path, *, schema: bool) -> None:
    """Write the plans of a workspace, a folder or a plan file as canonical JSON.

    Equal programs give equal bytes, whatever their layout. Exit code 1: the plans have errors.
    """
    from comp.cli.plans import load_plans
    from comp.language import json_schema, to_json

    click.echo(json_schema() if schema else to_json(load_plans(path).program), nl=False)
