"""What keeps the house in order from the command line: rebuild, doctor, backup, restore."""
