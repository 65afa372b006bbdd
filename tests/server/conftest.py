"""The server that the tests of connections share."""

import pytest

from tests.conftest import ServerMaker


@pytest.fixture(scope="session")
def url(make_server: ServerMaker) -> str:
    """The address of a server that sends cached responses from the protocol."""
    return make_server("sqlite")
