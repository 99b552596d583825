"""`create-admin`, `reset-link`: the way in, also for who lost the password."""

import click


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="Administrator", show_default=True, help="The name shown to others.")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of making one.")
def create_admin(email: str, name: str, ask_password: bool) -> None:
    """Make EMAIL an administrator, or give an existing one a new password."""
    from dashboard.schema import upgrade
    from dashboard.services.servers import reached
    from data import accounts, db
    from data.access import SYSTEM
    from data.settings import Settings

    chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    with reached(Settings.from_env()) as settings:
        upgrade(settings.owner_url)
        db.configure(settings.database_url, pooled=False)
        with db.session(SYSTEM, reason="command line") as session:
            password = accounts.create_admin(session, email, name, chosen)
    click.echo(f"Sign in   {accounts.canonical(email)}")
    click.echo(f"Password  {'as chosen' if chosen else password}")


@click.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print a link with which EMAIL can choose a new password. It works once, for an hour."""
    from dashboard.services import home
    from dashboard.services.servers import reached
    from data import accounts, db, installation
    from data.access import SYSTEM
    from data.settings import Settings
    from data.vocabulary import LinkPurpose
    from jobs.mail import address_of

    with reached(home.with_secret_key(Settings.from_env())) as settings:
        db.configure(settings.database_url, pooled=False)
        with db.session(SYSTEM, reason="reset-link on the command line") as session:
            link = accounts.make_link(session, accounts.user_of(session, email), LinkPurpose.RESET)
            address = address_of(settings, installation.read(session))
    click.echo(f"{address}/link/{accounts.token_of(link.id, settings.secret_key)}")
