"""The pages of administration: users, roles, sessions, audit, settings, jobs."""
