"""A brief for delegations: one text for all of them, as a neutral tree, written in three forms."""
