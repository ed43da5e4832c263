"""核对: is this ours? A number leads to its page in the tree; a pasted text is held against what
was published. It knows what the public knows, and nothing else."""
