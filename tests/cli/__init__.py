"""Tests of the command line, against a pipeline that is made up."""
