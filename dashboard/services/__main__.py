"""Development servers: `python -m dashboard.services FOLDER` runs both until it is stopped."""

import signal
import sys
from pathlib import Path

from dashboard.services.throwaway import throwaway_postgres, throwaway_valkey


def main(folder: str) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with throwaway_postgres(Path(folder)) as urls, throwaway_valkey(Path(folder)) as redis_url:
            print(f"export DATABASE_URL={urls.web}")
            print(f"export DATABASE_OWNER_URL={urls.owner}")
            print(f"export REDIS_URL={redis_url}", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
