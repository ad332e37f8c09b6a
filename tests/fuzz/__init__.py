"""Fuzzing of every adapter: nothing but Problems comes out, whatever goes in."""
