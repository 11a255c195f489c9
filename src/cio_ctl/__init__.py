"""cio-ctl runs a district CIO office: IT projects as signed commits in a git repository of YAML records."""

__version__ = "0.1.0"
