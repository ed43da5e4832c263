"""What config/ may say: ``config/console.toml`` holds every key, a bureau's own file overrides."""

from console.configuration.basics import Table
from console.configuration.lines import misplaced
from console.configuration.reading import read_configuration
from console.configuration.tables import Column, Configuration

__all__ = ["Column", "Configuration", "Table", "misplaced", "read_configuration"]
