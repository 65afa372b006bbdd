"""What the full-text indexes hold, and of which version it is."""
