"""Tests of app/faults."""
