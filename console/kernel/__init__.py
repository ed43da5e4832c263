"""Clock, errors and identifiers: what every room stands on."""
