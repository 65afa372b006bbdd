"""Tests of app/openapi."""
