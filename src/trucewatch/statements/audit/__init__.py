"""Arithmetic audit: which sums, totals, ratios and dates of a table or a text hold, which do not.

Nothing is configured. What a column is to the others is inferred from its numbers, with the limits
of `limits`, the same for every table and source. The audit says what differs and what that may
mean; it never says why.
"""
