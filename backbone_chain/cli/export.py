"""backbone export: a failing sequence as a program for somebody else."""

from __future__ import annotations

from pathlib import Path

import click

from backbone_chain import bundles
from backbone_chain.cli._options import json_option, write_json, write_text

SCHEMA = "backbone.export/1"


@click.command(name="export")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--to", required=True, metavar="|".join(bundles.FORMATS), help="What it becomes.")
@click.option("--output", metavar="FILE", help="Where it goes; standard output by default.")
@json_option
def command(bundle: Path, to: str, output: str | None, json_file: str | None) -> None:
    """Write the failing sequence in the file BUNDLE as a program.

    pytest and forge give a test that fails while the token breaks and passes once it is mended; script gives a program
    that says what each step did.
    """
    recorded = bundles.read(bundle)
    text = bundles.export(recorded, to)
    file = None if output == "-" else output
    if file:
        write_text(file, text)
        click.echo(f"{recorded.property} is in {file}.", err=True)
    elif json_file != "-":
        write_text("-", text)
    told = {"schema": SCHEMA, "property": recorded.property, "to": to, "output": file, "text": text}
    write_json(json_file, told)
