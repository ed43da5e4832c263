"""Measurements: ``python -m bench NAME``. What each one promises stands in its module."""
