"""`doctor`: is everything here that the dashboard needs?"""

import sys

import click

MARKS = {True: ("ok", "green"), False: ("FAILS", "red"), None: ("-", "yellow")}


@click.command()
def doctor() -> None:
    """Check the machine, the database, the queue and the processes; the exit code is 1 if something fails."""
    from dashboard.checkup import examine
    from data.settings import Settings

    findings = examine(Settings.from_env())
    for finding in findings:
        word, colour = MARKS[finding.good]
        click.echo(f"{finding.name:<12} {click.style(f'{word:<6}', fg=colour)} {finding.words}")
    sys.exit(1 if any(finding.good is False for finding in findings) else 0)
