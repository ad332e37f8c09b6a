"""The field kit: one form, generated from the vocabulary and a case, and read without a mapping."""
