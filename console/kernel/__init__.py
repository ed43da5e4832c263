"""Clock, errors, identifiers, redlines: what every room stands on."""
