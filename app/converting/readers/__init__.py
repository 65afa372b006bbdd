"""The readers of annotations, one file a format."""
