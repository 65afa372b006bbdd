"""A recorded session: requests, and the answers that the API must go on to give, on both databases."""
