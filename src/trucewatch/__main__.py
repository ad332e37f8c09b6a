"""``python -m trucewatch``: the same as the command ``trucewatch``."""

import sys

from trucewatch.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
