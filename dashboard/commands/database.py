"""`migrate`, `demo`, `rebuild-rollups`, `rebuild-search`: what is done to the database as its owner."""

import click


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    from dashboard.schema import upgrade
    from dashboard.services.servers import reached
    from data.settings import Settings

    with reached(Settings.from_env()) as settings:
        click.echo(upgrade(settings.owner_url))


@click.command()
@click.option("--scale", type=float, default=1.0, show_default=True, help="Times the size of the demo company.")
def demo(scale: float) -> None:
    """Load the demo company into an empty database."""
    from dashboard.schema import upgrade
    from dashboard.services.servers import reached
    from data import demo
    from data.settings import Settings

    with reached(Settings.from_env()) as settings:
        upgrade(settings.owner_url)
        counts = demo.load(settings.owner_url, scale, click.echo)
    click.echo(f"The demo company is loaded: {sum(counts.values()):,} rows.")


@click.command("rebuild-rollups")
def rebuild_rollups() -> None:
    """Count the kept aggregates anew; writers wait meanwhile."""
    import sqlalchemy as sa

    from dashboard.services.servers import reached
    from data import rollups
    from data.settings import Settings

    with reached(Settings.from_env()) as settings:
        rollups.rebuild(sa.create_engine(settings.owner_url, poolclass=sa.NullPool))
    click.echo("The rollups are rebuilt.")


@click.command("rebuild-search")
def rebuild_search() -> None:
    """Take down anew what records are called; writers wait meanwhile."""
    import sqlalchemy as sa

    from dashboard.services.servers import reached
    from data import search
    from data.settings import Settings

    with reached(Settings.from_env()) as settings:
        search.rebuild(sa.create_engine(settings.owner_url, poolclass=sa.NullPool))
    click.echo("What is searched is rebuilt.")
