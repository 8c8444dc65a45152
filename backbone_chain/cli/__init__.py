"""The command line: one module a command, one sentence and exit code 2 for bad input."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import click

from backbone_chain.errors import BackboneError, UsageError, did_you_mean

BAD_INPUT = 2


class Commands(click.Group):
    """The commands are the modules of this package, loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every public module."""
        return sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The module's `command`."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a proposal for an unknown word."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            raise UsageError(f"There is no command {args[0]!r}.{did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backbone-chain", prog_name="backbone")
def app() -> None:
    """Attack a stablecoin before anybody else does, and see who notices."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; answers the exit code."""
    try:
        result = app.main(args=None if args is None else [*args], prog_name="backbone", standalone_mode=False)
    except click.ClickException as error:
        return _complain(error.format_message())
    except BackboneError as error:
        return _complain(str(error))
    except click.Abort:
        return _complain("Stopped.")
    return result if isinstance(result, int) else 0


def run() -> None:
    """The console script."""
    sys.exit(main())


def _complain(sentence: str) -> int:
    click.echo(f"backbone: {sentence}", err=True)
    return BAD_INPUT
