"""Benchmarks: commands of their own, which print what they measure and judge nothing."""
