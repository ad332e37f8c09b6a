"""Claims counted anew under another counting rule; knows no engine and changes no evidence."""
