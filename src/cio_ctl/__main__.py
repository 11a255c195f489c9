"""``python -m cio_ctl``."""

from cio_ctl.cli.app import main

main()
