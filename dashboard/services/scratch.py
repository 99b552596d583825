"""`python -m dashboard.services.scratch COMMAND …` runs a command against servers that vanish with it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from dashboard.services.throwaway import throwaway_postgres, throwaway_valkey


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="dm-crm-") as folder:
        with throwaway_postgres(Path(folder)) as urls, throwaway_valkey(Path(folder)) as redis_url:
            servers = {"DATABASE_URL": urls.web, "DATABASE_OWNER_URL": urls.owner, "REDIS_URL": redis_url}
            return subprocess.run(command, env={**os.environ, **servers}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
