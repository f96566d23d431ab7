"""The group of all commands: loads the one that is called, and turns what goes wrong into one clear line.

Exit codes: 0 all is well; 1 the input has faults (a plan, a fact, a failed example); 2 used wrongly, or the
workspace cannot be used. Names and short help stand here, so `comp --help` and completion load nothing else.
"""

from __future__ import annotations

import importlib
import os

import click
from click.shell_completion import CompletionItem

from comp.collecting import collect_seldom
from comp.errors import CompError, UnknownNameError

# A name of two words is a command that stands behind another one's name.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("comp.cli.init", "Set up a workspace with a first plan and sample facts."),
    "check": ("comp.cli.check", "Check plans like programs, before anybody is paid by them."),
    "fmt": ("comp.cli.fmt", "Lay plan files out in one way, and change no word."),
    "test": ("comp.cli.test", "Run the examples inside the plans on both engines."),
    "data": ("comp.cli.data", "Read, validate and show the workspace's facts."),
    "plan diff": (
        "comp.cli.plan_diff",
        "Show what differs between two versions of plans.",
    ),
    "plan json": ("comp.cli.plan_json", "Write plans as canonical JSON, as the engines know them."),
    "doc": ("comp.cli.doc", "Write plans as the documents that their payees sign."),
    "run": ("comp.cli.run", "Calculate what a period pays and write the results folder."),
    "run diff": ("comp.cli.run_diff", "Show what differs between two runs, line by line."),
    "run correct": (
        "comp.cli.run_correct",
        "Pay what became known of earlier periods since.",
    ),
    "run record": ("comp.cli.run_record", "Keep a run and its statements, to be decided about."),
    "explain": ("comp.cli.explain", "Show what made a line, or all lines of a payee or a deal."),
    "why-not": ("comp.cli.why_not", "Say why a deal does not pay what a payee expected."),
    "statements": ("comp.cli.statements", "Draw everybody's statements from a run."),
    "key": ("comp.cli.key", "Make or show the key that signs the company's runs."),
    "verify": ("comp.cli.verify", "Verify statements from the proof that they carry."),
    "openings": ("comp.cli.openings", "Open the sealed values of a statement, for an auditor."),
    "summary": ("comp.cli.summary", "Sum a run up for those who approve it."),
    "payroll": ("comp.cli.payroll", "Export a run for payroll."),
    "post": ("comp.cli.post", "Write to the books what a run and its corrections pay."),
    "ledger show": ("comp.cli.ledger_show", "Show what was posted: batches, or the entries of a line."),
    "ledger check": ("comp.cli.ledger_check", "Hold the books against the audit chain and the runs."),
    "serve": ("comp.cli.serve", "Serve the portal and the JSON API."),
    "accrual": ("comp.cli.accrual", "Show what is earned and not yet paid at a day."),
    "db": ("comp.cli.db", "Upgrade, check, back up and restore the database."),
    "people": ("comp.cli.people", "Export and import people; erase who somebody is."),
    "users": ("comp.cli.users", "Add users of the service; give and take roles."),
    "fuzz": ("comp.cli.fuzz", "Try both engines on drawn plans and hostile facts."),
    "bench": ("comp.cli.bench", "Measure the engine against the same work done by hand."),
    "bench verify": ("comp.cli.bench_verify", "Measure proofs: their size, and the cost of checking."),
    "bench statements": ("comp.cli.bench_statements", "Measure drawing statements, and what processes gain."),
    "bench growth": ("comp.cli.bench_growth", "Measure how cost grows with the number of deals."),
    "bench serve": ("comp.cli.bench_serve", "Measure the portal under load."),
    "bench change": ("comp.cli.bench_change", "Measure what one changed deal costs."),
    "bench check": ("comp.cli.bench_check", "Measure how checking grows with a plan's length."),
    "bench start": ("comp.cli.bench_start", "Measure how soon everyday commands are there."),
    "bench import": ("comp.cli.bench_import", "Measure importing facts against Polars alone."),
    "bench sheet": ("comp.cli.bench_sheet", "Measure the engine against a spreadsheet."),
    "bench spark": ("comp.cli.bench_spark", "Measure what Spark's workers gain."),
    "bench tryton": ("comp.cli.bench_tryton", "Measure the engine against Tryton's commissions."),
}

HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}


class CommandGroup(click.Group):
    """Loads a command's module when the command is called, never earlier."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order in which one meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module loaded; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return importlib.import_module(COMMANDS[cmd_name][0]).command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of two words first, then that of one."""
        two_words = " ".join(args[:2])
        if two_words in COMMANDS and len(args) > 1:
            return two_words, self.get_command(ctx, two_words), args[2:]
        if not ctx.resilient_parsing and args[0] not in COMMANDS:
            group = any(name.startswith(f"{args[0]} ") for name in COMMANDS)
            known = [name for name in COMMANDS if (" " in name) is group]
            raise UnknownNameError("command", two_words if group else args[0], known)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help) for name, (_, short_help) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names without loading the commands."""
        found = [
            CompletionItem(name, help=short_help)
            for name, (_, short_help) in COMMANDS.items()
            if name.startswith(incomplete) and " " not in name
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; whatever it raises ends in one line and exit code 2, never in a traceback."""
        collect_seldom()
        if os.environ.get("COMP_DEBUG") == "1":
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt as error:
            raise _Stopped("stopped") from error
        except CompError as error:
            raise _SHOWN[error.exit_code](str(error)) from error
        except OSError as error:
            raise _Failure(_about_file(error)) from error
        except Exception as error:
            raise _Failure(_about_bug(error)) from error


class _Failure(click.ClickException):
    """Used wrongly, or the workspace cannot be used; shown as `Error: ...` on stderr."""

    exit_code = 2


class _Stopped(click.ClickException):
    """Somebody pressed ctrl-C; the code is the one that shells give for it."""

    exit_code = 130


class _InputFaults(click.ClickException):
    """The plans or facts have faults."""

    exit_code = 1


_SHOWN = {kind.exit_code: kind for kind in (_Failure, _InputFaults)}


def _about_file(error: OSError) -> str:
    if error.filename is None:
        return f"the system refused: {error.strerror or error}"
    if isinstance(error, FileExistsError):
        return f"{error.filename}: there is a file of that name, and a folder was to be made"
    return f"{error.filename}: {error.strerror}"


def _about_bug(error: Exception) -> str:
    said = " ".join(str(error).split())
    return (
        f"comp itself failed ({type(error).__name__}: {said}). Please report it to "
        "comp's maintainers with this line; COMP_DEBUG=1 in the environment shows where it happened."
    )


@click.group(cls=CommandGroup, context_settings=HELP_OPTIONS)
@click.version_option(package_name="comp", message="comp %(version)s")
def main() -> None:
    """Sales compensation: plans as text, exact payouts, every cent explained."""
