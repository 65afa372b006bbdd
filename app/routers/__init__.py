"""HTTP operations: turn a request into one call, and its result into a response."""
