"""Reads a case folder into model objects; everything wrong with it is a positioned Problem."""
