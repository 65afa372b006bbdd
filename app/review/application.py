"""The application of the review page: an address for the list, for a draft, for a part, and for decisions."""

from collections import OrderedDict
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response

from app.errors import NotFound, WortlautError, strip_pydantic_prefix
from app.presenters.page_language import PageLanguage, choose_language
from app.review import view
from app.review.access import Access
from app.review.decisions import AnyDecision
from app.review.files import FileChanged
from app.review.library import Library, Opened
from app.review.placed_document import DecisionRefused, count_open, list_parts
from app.review.templates import WORDS, render
from app.review.view import View

OWN = Path(__file__).parent / "page"
PAGES = Path(__file__).parent.parent / "pages"
ASSETS = {
    "page.css": (PAGES, "text/css"),
    "icon.svg": (PAGES, "image/svg+xml"),
    "wordmark.svg": (PAGES, "image/svg+xml"),
    "review.css": (OWN, "text/css"),
    "review.js": (OWN, "text/javascript"),
}
LISTED_MAX = 200
"""Files on a page of the list."""
VIEWS_MAX = 4


class _Views:
    """The views of the newest drafts: what a browser shows is compared with what comes next."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, PageLanguage], View] = OrderedDict()

    def get(self, opened: Opened, language: PageLanguage) -> View:
        """Return the view of a draft."""
        key = (opened.version, language)
        made = self._made.get(key) or view.make_view(opened.draft, language)
        self._made[key] = made
        while len(self._made) > VIEWS_MAX:
            self._made.popitem(last=False)
        return made


router = APIRouter()


def create_app(root: Path, token: str, port: int) -> FastAPI:
    """Return the application for a file or a folder; the first request with the token gets access."""
    api = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    api.state.library, api.state.views = Library(root), _Views()
    api.include_router(router)
    api.add_middleware(Access, token=token, port=port)
    _handle_failures(api)
    return api


def get_library(request: Request) -> Library:
    """Return the files that are reviewed."""
    library: Library = request.app.state.library
    return library


def get_views(request: Request) -> _Views:
    """Return the views of the newest drafts."""
    views: _Views = request.app.state.views
    return views


def read_language(request: Request) -> PageLanguage:
    """Return the language in which a page is sent."""
    return choose_language(",".join(request.headers.getlist("accept-language")))


def read_folder(request: Request) -> str:
    """Return the folder with which all addresses begin."""
    return str(request.scope["root_path"])


Folder = Annotated[str, Depends(read_folder)]
Files = Annotated[Library, Depends(get_library)]
Shown = Annotated[_Views, Depends(get_views)]
Spoken = Annotated[PageLanguage, Depends(read_language)]


@router.get("/")
def show_list(
    library: Files, folder: Folder, language: Spoken, page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """The files and what is left in each, or the only one."""
    if not library.is_folder:
        return RedirectResponse(f"{folder}/drafts/{quote(library.list_names()[0])}", 303)
    summaries = library.summarize()
    first = (page - 1) * LISTED_MAX
    html = render(
        "list.html",
        language,
        folder=folder,
        files=summaries[first : first + LISTED_MAX],
        page=page,
        has_next=len(summaries) > first + LISTED_MAX,
        left=sum(one.open_count for one in summaries),
        count=len(summaries),
    )
    return HTMLResponse(html)


@router.get("/drafts/{name:path}")
def show_draft(
    name: str, library: Files, views: Shown, folder: Folder, language: Spoken, part: str = ""
) -> Response:
    """A draft, with the panel of one part: by default the first that is open."""
    opened = library.open(name)
    parts = list_parts(opened.draft)
    if part not in parts:
        part = next((key for key, one in parts.items() if one.is_open), "article")
    made = views.get(opened, language)
    html = view.write_page(opened, made, part, name, language, folder=folder, has_list=library.is_folder)
    return HTMLResponse(html)


@router.get("/parts/{name:path}")
def show_part(name: str, library: Files, language: Spoken, part: str, version: str) -> Response:
    """The panel of a part, of the version that the browser shows."""
    opened = library.open(name)
    if opened.version != version:
        raise FileChanged
    if part not in list_parts(opened.draft):
        raise DecisionRefused("refused_gone")
    return JSONResponse({"panel": view.write_panel(opened.draft, part, name, language)})


@router.post("/decisions/{name:path}")
def post_decision(
    name: str,
    decision: Annotated[AnyDecision, Body(discriminator="action")],
    library: Files,
    views: Shown,
    language: Spoken,
) -> Response:
    """Decide, save, and tell what is different on the page."""
    changed = library.decide(name, decision)
    before, after = views.get(changed.before, language), views.get(changed.after, language)
    draft = changed.after.draft
    notes = [WORDS[language][one.word] % one.values for one in changed.notes]
    answer = {
        "version": changed.after.version,
        "part": changed.focus,
        "panel": view.write_panel(draft, changed.focus, name, language, notes),
        "said": [view.tell_done(decision, draft, changed.focus, language), *notes],
        "left": count_open(draft.document),
        "total": len(after.items),
    }
    return JSONResponse({**answer, **view.find_differences(before, after)})


@router.get("/assets/{name}")
def get_asset(name: str) -> Response:
    """A file of the page."""
    if name not in ASSETS:
        raise NotFound(f"The page has no file “{name[:100]}”.")
    folder, media_type = ASSETS[name]
    return FileResponse(folder / name, media_type=media_type)


def _handle_failures(api: FastAPI) -> None:
    """Answer expected failures: with a page where a page was asked for, else with a message for it."""

    @api.exception_handler(WortlautError)
    def answer_error(request: Request, error: WortlautError) -> Response:
        lines = [f"{fault.pointer or '/'}: {fault.detail}" for fault in error.faults]
        return _answer(request, error.status, "no_document", [error.detail, *lines])

    @api.exception_handler(FileChanged)
    def answer_changed(request: Request, _error: FileChanged) -> Response:
        return _answer(request, 409, "changed", [])

    @api.exception_handler(DecisionRefused)
    def answer_refused(request: Request, error: DecisionRefused) -> Response:
        words = WORDS[read_language(request)]
        return _answer(request, 422, "not_done", [words[error.reason] % error.values])

    @api.exception_handler(OSError)
    def answer_os_error(request: Request, error: OSError) -> Response:
        return _answer(request, 507, "not_saved", [error.strerror or str(error)])

    @api.exception_handler(RequestValidationError)
    def answer_invalid(request: Request, error: RequestValidationError) -> Response:
        lines = [f"{_name_field(one['loc'])}: {strip_pydantic_prefix(one['msg'])}" for one in error.errors()]
        return _answer(request, 422, "not_done", lines)

    @api.exception_handler(HTTPException)
    def answer_http(request: Request, error: HTTPException) -> Response:
        return _answer(request, error.status_code, "no_page", [])


def _name_field(path: tuple[int | str, ...]) -> str:
    """Return the name of the field, and the number of the list item that is wrong."""
    *_, field, last = ("", *path)
    return f"{field} {last + 1}" if isinstance(last, int) else last


def _answer(request: Request, status: int, reason: str, details: list[str]) -> Response:
    language, folder = read_language(request), read_folder(request)
    message = WORDS[language][reason]
    if request.url.path.removeprefix(folder).startswith(("/parts/", "/decisions/")):
        return JSONResponse({"message": message, "details": details}, status)
    html = render("problem.html", language, folder=folder, message=message, details=details)
    return HTMLResponse(html, status)
