"""Connections, transactions, threads and drivers: nothing above this package knows a driver."""
