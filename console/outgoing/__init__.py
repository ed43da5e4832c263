"""Speaking to somebody else's machine: one HTTP call, one mail. What is raised says what may have
happened over there, and never holds an address with a key in it."""
