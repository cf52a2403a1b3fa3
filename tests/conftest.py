"""What several tests share: one screener, since loading the language takes most of a second."""

from collections.abc import Iterator

import pytest

from screener.pipeline import Screener


@pytest.fixture(scope="session")
def screener() -> Iterator[Screener]:
    """A screener with the shipped policy."""
    with Screener.load() as loaded:
        yield loaded


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rewrite-golden` writes tests/golden anew; read the diff before committing it."""
    parser.addoption("--rewrite-golden", action="store_true", help="write tests/golden anew")
