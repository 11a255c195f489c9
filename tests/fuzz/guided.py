"""One parser under atheris: ``python -m tests.fuzz.guided PARSER [options of libFuzzer]``."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["cio_ctl"]):
    from tests.fuzz.parsers import PARSERS

if __name__ == "__main__":
    target = PARSERS[sys.argv.pop(1)][0]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
