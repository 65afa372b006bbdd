"""Read pages back with the standard library's parser of HTML: their text, and what is marked in it."""

from collections import defaultdict
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "input", "br"}


class PageReader(HTMLParser):
    """The texts of elements with a class, and those of elements with an id; every element must be closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.by_class: dict[str, list[str]] = defaultdict(list)
        self.by_id: dict[str, str] = {}
        self.links: list[str] = []
        self.languages: list[str] = []
        self._open: list[tuple[str, list[str], str | None, list[str]]] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.languages += [given["lang"] or ""] if "lang" in given else []
        if tag not in VOID:
            self._open.append((tag, (given.get("class") or "").split(), given.get("id"), []))

    def handle_endtag(self, tag: str) -> None:
        opened, classes, identity, parts = self._open.pop()
        assert opened == tag
        for name in classes:
            self.by_class[name].append("".join(parts))
        if identity is not None:
            assert identity not in self.by_id
            self.by_id[identity] = "".join(parts)

    def handle_data(self, data: str) -> None:
        for *_, parts in self._open:
            parts.append(data)
