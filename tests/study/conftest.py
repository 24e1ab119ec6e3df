import pytest


@pytest.fixture
def marks(tmp_path):
    """Folder in which runs leave a mark; it is the configuration."""
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder
