"""The commands of `python -m dashboard`: one module a subject, loaded when it is asked for."""

import importlib

import click

COMMANDS = {
    "run": "dashboard.commands.run:run",
    "web": "dashboard.commands.processes:web",
    "worker": "dashboard.commands.processes:worker",
    "clock": "dashboard.commands.processes:clock",
    "migrate": "dashboard.commands.database:migrate",
    "import": "dashboard.commands.imports:command",
    "demo": "dashboard.commands.database:demo",
    "rebuild-rollups": "dashboard.commands.database:rebuild_rollups",
    "rebuild-search": "dashboard.commands.database:rebuild_search",
    "create-admin": "dashboard.commands.people:create_admin",
    "reset-link": "dashboard.commands.people:reset_link",
    "doctor": "dashboard.commands.doctor:doctor",
}


class Commands(click.Group):
    """A group whose commands are rows of the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)
