"""The wire: documents that come in, resources that go out. Frozen, and nothing unknown passes."""
