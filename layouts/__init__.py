"""Pure functions from values to Dash components and figure dicts; nothing here knows a database or a signed-in user."""
