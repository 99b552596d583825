"""`run`: everything a newcomer needs, in one process tree."""

import click


@click.command()
@click.option("--demo/--no-demo", default=True, help="Load the demo company into a new database.")
def run(demo: bool) -> None:
    """Start database, queue, web, worker and clock; Ctrl-C stops them."""
    from dashboard.start import run_all
    from data.settings import Settings

    run_all(Settings.from_env(), demo, click.echo)
