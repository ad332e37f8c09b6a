"""What nobody reported, or the reason why that cannot be said."""
