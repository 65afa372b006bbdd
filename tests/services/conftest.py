"""What tests of services share."""

from collections.abc import Iterator

import pytest

from app.services.verification import text


@pytest.fixture(scope="module")
def more_time_for_texts() -> Iterator[None]:
    """Give each whole text ten times as long: the machine may be busy with other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "SECONDS", 80.0)
        yield
