"""Letters as PDF/A-3a: tagged, archivable, drawn by WeasyPrint."""

import threading
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

VARIANT = "pdf/a-3a"
_of_this_thread = threading.local()


class LetterError(RuntimeError):
    """The letter asks for a style sheet or a picture that is not there, or that it may not have."""


class LetterFetcher(URLFetcher):
    """Lets a letter have what lies in its text (data:) and under the given folders, and nothing from any network."""

    def __init__(self, folders: list[Path]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, fail_on_errors=True)
        self.folders = [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme == "file":
            path = Path(unquote(parts.path)).resolve()
            if not any(path.is_relative_to(folder) for folder in self.folders):
                raise ValueError("A letter takes files only from the folders of its templates.")
        return super().fetch(url, headers)


def _fonts() -> FontConfiguration:
    # Building one takes longer than the letter; Pango's font map is not to be shared between threads.
    if not hasattr(_of_this_thread, "fonts"):
        _of_this_thread.fonts = FontConfiguration()
    return _of_this_thread.fonts


def render_pdf(html: str, base_url: str | None = None) -> bytes:
    """The HTML as a tagged PDF/A-3a. Addresses in it are relative to `base_url` (None: the folder of the templates).

    Style sheets and pictures come from below `base_url`, the templates, the static files or the catalogue. Raises
    LetterError for anything else, and for what is not there: a letter without its look must not be sent.
    """
    root = Path(settings.BASE_DIR)
    base = Path(unquote(urlsplit(base_url).path)) if base_url else root / "templates"
    folder = base if base.is_dir() else base.parent
    fetcher = LetterFetcher([folder, root / "templates", root / "static", root / "registries" / "catalogue"])
    try:
        document = HTML(string=html, base_url=base_url or f"{base}/", url_fetcher=fetcher)
        return document.write_pdf(font_config=_fonts(), pdf_variant=VARIANT)
    except FatalURLFetchingError as problem:
        # WeasyPrint's own error is a BaseException, which would end a worker instead of failing a task.
        raise LetterError(str(problem)) from problem
