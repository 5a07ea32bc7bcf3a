import pytest

from tests.spreadsheets import read_here


@pytest.fixture
def reads_here(monkeypatch):
    """Files that mean no harm are read in this process, ten times as fast."""
    monkeypatch.setattr("objectives.spreadsheet.opening.read_apart", read_here)
