"""The server's connections: what a client may send and how long it may take."""
