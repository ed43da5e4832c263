"""Fayan 发言台: nothing goes out that nobody authorised."""

__version__ = "0.1.0"
