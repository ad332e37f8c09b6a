"""What in different reports goes together: proposed here, decided by people."""
