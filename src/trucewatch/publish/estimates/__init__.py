"""Pages of estimates, made of their rows alone."""
