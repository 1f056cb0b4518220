"""``python -m fluxion`` is the command ``fluxion``."""

from fluxion.cli.main import main

if __name__ == "__main__":
    main()
