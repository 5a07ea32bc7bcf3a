"""Third-party CSS and JavaScript, served from the packages they were installed with; none is copied here."""

from importlib.metadata import distribution
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


def vendored(package: str, path: str) -> Path:
    """Where an installed package keeps one of its files."""
    return Path(distribution(package).locate_file(path))


class VendoredFinder(BaseFinder):
    """Finds the single files of settings.VENDORED_ASSETS, under the names given there."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.assets = settings.VENDORED_ASSETS

    def find(self, path, find_all=False):
        # Not None when nothing is found: Django would collect it among the matches, and a missing file would be a 500.
        found = [str(self.assets[path])] if path in self.assets else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns):
        for name, source in self.assets.items():
            yield name, _Renamed(source, name)


class _Renamed(FileSystemStorage):
    """A storage of one file, which collectstatic asks for by its public name."""

    def __init__(self, source: Path, name: str):
        super().__init__(location=source.parent)
        self.source, self.name = source, name

    def path(self, name):
        return str(self.source) if name == self.name else super().path(name)
