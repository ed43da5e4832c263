"""``python -m console`` is ``fayan``."""

import sys

from console.cli import main

sys.exit(main())
