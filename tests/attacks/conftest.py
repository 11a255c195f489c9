"""The program as a user calls it, for attacks on what it prints and runs."""

from tests.cli.conftest import become, run

__all__ = ["become", "run"]
