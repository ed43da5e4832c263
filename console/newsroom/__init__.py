"""The public side: a static tree, and the server that hands it out."""
