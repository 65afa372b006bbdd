"""What people and programs do to a quotation: other typography, and other words.

Each kind is a pattern and what it is replaced with. A place that was changed is not changed again, so that
several kinds can be combined and none undoes another.
"""

import html.entities
import itertools
import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tests.text.made_passages import Passage, make_passage

LETTER = r"[^\W\d_²³₂]"
COORDINATOR = r"(?:und|oder|bis|and|or|to)\b"
WITHIN = rf"(?<={LETTER}{{3}})(?={LETTER}{{3}})(?!{COORDINATOR})"
BREAKS = (
    *("-\n", "\u2010\n", "\u2011\n", "\u00ad\n", "\u00ac\n", "\u2e17\n", " -\n", "- \n", "-\r\n  "),
    *("\u00ad \r\n", "\u00ac\r\n", "- ", "\u00ad ", "\u00ac "),
)
LIGATURES = {"ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02", "ffi": "\ufb03", "ffl": "\ufb04", "st": "\ufb06"}
UMLAUTS = dict(zip("äöüÄÖÜ", "aouAOU", strict=True))
REFERENCE_MARKS = ("[7]", "[12]", "[123]", "*", "†", "‡", "²", "¹²", "⁴")
FIRST = 0xE000
"""Places that were changed are private-use characters until the end: no pattern matches these."""


class Kind(NamedTuple):
    """A kind of change: where, and what is written there."""

    pattern: re.Pattern[str]
    write: Callable[[random.Random, str], str]


class Draft:
    """A text that is being changed, one place after another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._written: list[str] = []

    def change(self, draw: random.Random, kind: Kind) -> bool:
        """Change one place of a kind; tell whether there was one."""
        places = list(kind.pattern.finditer(self.text))
        if not places:
            return False
        place = draw.choice(places)
        written = kind.write(draw, place[0])
        sign = chr(FIRST + len(self._written))
        self._written.append(written)
        self.text = self.text[: place.start()] + sign + self.text[place.end() :]
        return written != place[0]

    def finish(self) -> str:
        """Return the text with all changes."""
        text = self.text
        for index, written in reversed(list(enumerate(self._written))):
            text = text.replace(chr(FIRST + index), written)  # It may hold earlier changes.
        return text


def _any(pattern: str, *written: str) -> Kind:
    """Return a kind that writes one of these."""
    return Kind(re.compile(pattern), lambda draw, _found: draw.choice(written))


def _each(pattern: str, write: Callable[[str], str | tuple[str, ...]]) -> Kind:
    """Return a kind that writes something made of what is there."""

    def choose(draw: random.Random, found: str) -> str:
        made = write(found)
        return made if isinstance(made, str) else draw.choice(made)

    return Kind(re.compile(pattern), choose)


def _type_accent(letter: str) -> tuple[str, ...]:
    base = UMLAUTS[letter]
    return f"{base}\u00a8", f"\u00a8{base}", f"{base}\u0308"


def _mark_up(words: str) -> tuple[str, ...]:
    return (
        *(f"<{tag}>{words}</{tag}>" for tag in ("b", "i", "em", "strong", "u")),
        *(f"{sign}{words}{sign}" for sign in ("*", "_", "**", "__", "***")),
        f'<span class="x">{words}</span>',
        f"[{words}](https://example.org/a_b)",
    )


def _refer(character: str) -> tuple[str, ...]:
    names = [name for name, meant in html.entities.html5.items() if meant == character and name[-1] == ";"]
    return f"&#{ord(character)};", f"&#x{ord(character):X};", f"&{min(names, key=len)}"


def _strike(words: str) -> tuple[str, ...]:
    return f"<del>{words}</del>", f"<s>{words}</s>", f"~~{words}~~", f"<strike>{words}</strike>"


PLAIN_WORD = rf"(?<![\w*’\-/.&\ue000-\uf8ff]){LETTER}{{3,}}(?![\w*’\-/.²³\ue000-\uf8ff])"
TYPOGRAPHY: dict[str, Kind] = {
    "ligature": _each("ffi|ffl|ff|fi|fl|st", LIGATURES.__getitem__),
    "long s": _any(rf"s(?={LETTER})", "\u017f"),
    "line end": _any(WITHIN, *BREAKS),
    "soft hyphen": _any(WITHIN, "\u00ad", "\u200b", "\u2060"),
    "hyphen": _any(rf"(?<={LETTER})-(?={LETTER}{{2}})", "\u2010", "\u2011", "\u00ad", "-\n", "- "),
    "accent": _each("[äöüÄÖÜ]", _type_accent),
    "acute": _any(r"é", "e\u00b4", "\u00b4e", "e\u0301"),
    "space removed": _any(rf"(?<={LETTER}[.,;:]) (?={LETTER})|(?<=§) (?=\d)| (?=[%€;:?!])", ""),
    "space added": _any(
        rf"(?<={LETTER})(?=[;:?!,](?:\s|$))|(?<=[(/])(?={LETTER})|(?<=§)(?=\d)|(?<=\d)(?=%)|(?<={LETTER})(?=[)/])",
        " ",
        "\u202f",
    ),
    "white space": _any(rf"(?<={LETTER}) (?={LETTER})", "\u00a0", "\n", "  ", "\r\n", "\u202f", "\t"),
    "dash": _any(" [–—] ", " - ", " -- ", " --- ", "--", " — ", " – ", "—", "---"),
    "dash alone": _any("—", "--", "---", " -- ", " — "),
    "ellipsis": _any("…", "...", ". . .", ".\u00a0.\u00a0."),
    "inner marks": _each(
        r"[‚‘“„][^‘’“”„]*[‘’”“]",
        lambda found: tuple(f"{first}{found[1:-1]}{last}" for first, last in ("''", '""', "»«", "‹›", "„“")),
    ),
    "apostrophe": _any(rf"(?<={LETTER})’(?={LETTER})", "'", "\u02bc", "\u00b4"),
    "mark": _any(rf"(?<={LETTER}{{4}})(?=[ .,;:?!]|$)|(?<={LETTER}{{2}}[.,])(?= |$)", *REFERENCE_MARKS),
}
CLAIM_TYPOGRAPHY: dict[str, Kind] = {
    "noncharacter": _any(WITHIN, "\ufffe", "\u0002"),
    "form feed": _any(rf"(?<={LETTER}) (?={LETTER})", "\f", "\n\f"),
    "page break": _any(WITHIN, "-\f", "-\n\f", "\u00ad\f"),
    "tags": _each(PLAIN_WORD, _mark_up),
    "tags around more": _each(rf"{PLAIN_WORD} {PLAIN_WORD}", _mark_up),
    "reference": _each("[äöüÄÖÜßéèêç&]", _refer),
    "space reference": _any(rf"(?<={LETTER}) (?={LETTER})", "&nbsp;", "&#160;", "<br>", "<br/>\n"),
    "bullet": _any(rf"^(?={LETTER})", "- ", "* ", "• "),
    "line prefix": _any(rf"^(?={LETTER})", "> ", ">> "),
}
ALTERATIONS: dict[str, Kind] = {
    "word": _any(rf"(?<= ){LETTER}{{3,}}(?=[ ,;])", "Zaunkönig", "lila", "zwitschern"),
    "omission": _any(rf"(?<={LETTER} ){LETTER}{{3,}} (?={LETTER})", ""),
    "insertion": _any(rf"(?<={LETTER} )(?={LETTER})", "sehr ", "bald ", "soon "),
    "negation put in": _any(rf"(?<={LETTER} )(?={LETTER})", "nicht ", "not ", "nie ", "не "),
    "negation left out": _any(
        r"(?<= )(?:nicht|kein|nie|niemals|ohne|not|never|no|pas|не|никогда) (?=\w)", ""
    ),
    "digit": _each(r"\d", lambda digit: str((int(digit) + 1) % 10)),
    "digit left out": _any(r"(?<=\d)\d", ""),
    "digit put in": _any(r"(?<=\d)(?=\d)", "7"),
    "case": _each(rf"(?<![\w’]){LETTER}(?={LETTER})", str.swapcase),
    "umlaut": _each("[äöüÄÖÜ]", UMLAUTS.__getitem__),
    "false umlaut": _each(
        rf"(?<={LETTER})[aou](?={LETTER}{{2}})", {"a": "ä", "o": "ö", "u": "ü"}.__getitem__
    ),
    "sharp s": _any("ß", "ss"),
    "accent left out": _any("é", "e"),
    "sign left out": _any(rf"(?<={LETTER})[,;:](?= {LETTER})", ""),
    "comma put in": _any(rf"(?<={LETTER}) (?={LETTER})", ", "),
    "statement for question": _any(r"(?<=\w) ?\?(?= |$)", "."),
    "statement for exclamation": _any(r"(?<=\w) ?!(?= |$)", "."),
    "question for statement": _any(rf"(?<={LETTER}{{3}})\.(?= |$)", "?"),
    "stop left out": _any(rf"(?<={LETTER}{{3}})[.?!] (?={LETTER})", " "),
    "joined words": _any(rf"(?<={LETTER}) (?={LETTER})", ""),
    "split word": _any(WITHIN, " ", "\n"),
    "joined digits": _any(r"(?<=\d) (?=\d)", ""),
    "split digits": _any(r"(?<=\d)(?=\d)", " "),
    "other decimal sign": _any(r"(?<=\d)[,.:](?=\d)", ", ", ". ", " "),
    "exponent": _any(r"(?<=[\dmм])[²³]", "", "⁴"),
    "minus left out": _any(r"(?<= )-(?=\d)", ""),
    "minus put in": _any(r"(?<= )(?=\d)", "-", "~"),
    "sign before a number": _any(r"^(?=\d)", "- ", "-", "> ", ">"),
    "hyphen left out": _any(rf"(?<={LETTER})-(?={LETTER})", "", " "),
    "hanging hyphen": _any(rf"(?<={LETTER})-(?= {LETTER})", ""),
    "gender": _any(r"(?<=r)\*innen", "", "innen", "*"),
    "dash left out": _any(r" [–—](?= )", ""),
    "ellipsis left out": _any(r" …(?= )", ""),
    "percent": _any("%", "‰"),
    "currency": _any("[€$]", "£"),
    "struck": _each(rf"(?<= ){LETTER}{{3,}}(?= )", _strike),
    "struck besides": _each(
        rf"(?<= )(?={LETTER}{{3,}} )", lambda _found: tuple(f"{one} " for one in _strike("nie"))
    ),
    "umlaut spelt out": _each("[äöüÄÖÜ]", lambda letter: f"{UMLAUTS[letter]}e"),
    "reference to another letter": _each("[äöü]", {"ä": "&ouml;", "ö": "&uuml;", "ü": "&auml;"}.__getitem__),
    "false sharp s": _any(rf"(?<={LETTER})ss(?={LETTER})", "ß"),
    "apostrophe left out": _any(rf"(?<={LETTER})’(?={LETTER})", ""),
    "percent left out": _any(r"(?<=\d) ?%(?= )", ""),
    "joined over a dash": _any(rf"(?<={LETTER}) ?[–—] ?(?={LETTER})", ""),
    "order": _each(rf"(?<= ){LETTER}{{3,}} {LETTER}{{3,}}(?= )", lambda two: " ".join(two.split()[::-1])),
    "empty tag for a word": _any(rf"(?<={LETTER} ){LETTER}{{3,}} (?={LETTER})", "<b></b> ", "** ** "),
    "mark for a word": _any(rf"(?<={LETTER}{{4}} ){LETTER}{{3,}} (?={LETTER})", "[7] ", "* "),
}
ATTEMPTS_MAX = 300
"""Passages that are tried for kinds of typography on both sides."""
FIRST_ONLY = frozenset({"bullet", "line prefix", "sign before a number"})
"""Kinds that nothing stands before, no quotation mark either."""
ENCLOSING = (("", ""), ("", ""), ("„", "“"), ("“", "”"), ("»", "«"), ('"', '"'), ("« ", " »"))
LITERAL_ONLY = frozenset({"hyphen left out", "split word"})
"""Texts in other typography may have these: without its soft hyphen, US\u00adPräsident is one word, and one
behind whose soft hyphen a space is (Zusammen\u00ad arbeit) is shown as two."""


class Quoted(NamedTuple):
    """A claim, and the article that it is made of: what is before the quotation, the quotation, the rest."""

    before: str
    quotation: str
    after: str
    claim: str

    @property
    def text(self) -> str:
        """The whole article."""
        return self.before + self.quotation + self.after


def draw_kinds(draw: random.Random, *, in_text: bool = False) -> list[str]:
    """Return a few kinds of typography, in any order.

    An acute that is typed beside its letter and one that is typed for an apostrophe are not mixed: no reader
    could tell one from the other.
    """
    kinds = list(TYPOGRAPHY) if in_text else [*TYPOGRAPHY, *CLAIM_TYPOGRAPHY]
    drawn = draw.choices(kinds, k=draw.randint(1, 6))
    return [kind for kind in drawn if kind != "apostrophe" or "acute" not in drawn]


def make_claim(
    draw: random.Random,
    *,
    in_claim: Sequence[str] = (),
    in_text: Sequence[str] = (),
    alteration: str | None = None,
) -> Quoted:
    """Return a claim that is true, or altered, with these kinds of typography on each side.

    Passages are made until one has a place for the alteration, and that of a true claim also for one of the
    kinds on each side. Some kinds are of different languages: then those of the text are left out.
    """
    for attempt in itertools.count():
        in_text = in_text if attempt < ATTEMPTS_MAX else ()
        passage = make_passage(draw)
        altered = Draft(passage.claim)
        if alteration and not altered.change(draw, ALTERATIONS[alteration]):
            continue
        said = Draft(passage.claim)
        is_set = [_set_otherwise(draw, *one) for one in ((altered, in_claim), (said, in_text))]
        if not alteration and not all(is_set):
            continue
        claim = altered.finish()
        if not FIRST_ONLY & {*in_claim, alteration}:
            claim = _enclose(draw, passage, claim)
        quotation = passage.quotation[: passage.start] + said.finish() + passage.quotation[passage.end :]
        return Quoted(passage.before, quotation, passage.after, claim)
    raise AssertionError  # The count has no end.


def _set_otherwise(draw: random.Random, draft: Draft, kinds: Sequence[str]) -> bool:
    """Set one place of each kind in other typography; tell whether there was one, or no kind."""
    changed = [draft.change(draw, (TYPOGRAPHY | CLAIM_TYPOGRAPHY)[kind]) for kind in kinds]
    return any(changed) or not kinds


def _enclose(draw: random.Random, passage: Passage, claim: str) -> str:
    """Return the claim as a sentence cites it: perhaps in marks, with the citing sentence's full stop."""
    opening, closing = draw.choice(ENCLOSING)
    stop = draw.choice(["", "", ".", ","]) if passage.may_end_in_stop() else ""
    if stop and closing and draw.random() < 0.5:
        return f"{opening}{claim}{closing}{stop}"
    return f"{opening}{claim}{stop}{closing}"
