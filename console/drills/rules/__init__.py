"""What a drill is, and what its report says."""
