"""``python -m cio_ctl``."""

import sys

from cio_ctl.cli import receiving

if sys.argv[1:] == receiving.WORDS:
    receiving.main()
else:
    from cio_ctl.cli.app import main

    main()
