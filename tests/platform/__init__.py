"""The platform: settings, embedded servers, the command line, jobs, files."""
