"""The rules of a verdict, written once: the API's description, its schemas and README all show these."""

from collections.abc import Sequence
from typing import NamedTuple

from app.vocabulary import Attribution, VerdictKind, Wording


class Rule(NamedTuple):
    """When a value applies, and what else a reader must know about it."""

    value: Wording | Attribution | VerdictKind
    condition: str
    remarks: str = ""


class VerdictRules(NamedTuple):
    """How a claim is read, the two questions asked about it, the verdict over both, and the evidence.

    `wording` and `verdict` are in order of precedence: the first rule that applies decides.
    """

    claim: str
    wording: tuple[Rule, ...]
    attribution: tuple[Rule, ...]
    verdict: tuple[Rule, ...]
    evidence: str


RULES = VerdictRules(
    claim=(
        "Quotation marks that enclose the whole claim are removed; anything after a closing mark is part of "
        "the claim. An ellipsis at its very start or end is dropped. A match begins and ends at a word's "
        "edge: not inside a word, a hyphenated compound, or a number with its sign and separators "
        "(`5 Millionen` is not in `1,5 Millionen`). There is no minimum length."
    ),
    wording=(
        Rule(Wording.EXACT, "the claim occurs in the text, code point for code point"),
        Rule(
            Wording.TYPOGRAPHIC,
            "equal after a fold that touches typography alone",
            "This covers kinds of quotation marks and apostrophes, dashes and hyphens (`--` and `---`, too), "
            "white space (runs, no-break, line breaks; present or absent beside punctuation and signs, never "
            "between two letters or two digits), a word broken at a line end by any kind of hyphen, also "
            "where a copy turned the line end into a space, soft hyphens and zero-width characters, "
            "ligatures and the long s, an accent typed beside its letter, `…` and `...`, NFC, and a full "
            "stop or comma at the very end of the claim that is the citing sentence's own, unless the text "
            "asks or exclaims there. Footnote marks (`[12]`, `*`, `†`, superscript digits behind a word of "
            "four letters or behind punctuation; `km²` and `10³` are words) are ignored and listed in "
            "`marks`, as is HTML or Markdown pasted with the claim in `markup`; what strikes words out is "
            "never ignored. **Case, punctuation, umlauts, ß and digits are not folded**: *hätten* and "
            "*hatten*, *Stärke* and *Starke* are different words, and in German the first pair tells report "
            "from fact.",
        ),
        Rule(
            Wording.ELIDED,
            "parts joined by an ellipsis (`...`, `…`, `[...]`, `(...)`), each found as above, in order, "
            "inside **one** quotation, words whole",
            "The answer returns what was `omitted`. Square brackets are tried literally first; else they are "
            "an editor's insertion, returned in `inserted` (`[D]ie` for *die* too), and the wording is "
            "elided. A claim that runs across the reporter's interruption of a quotation is elided, the "
            "interruption returned in `omitted`; a comma or full stop beside the interruption is the "
            "report's. A quotation that only continues in the next paragraph is one quotation with nothing "
            "omitted.",
        ),
        Rule(
            Wording.ALTERED,
            "none of these, but at least half of the claim's words, and three of them, occur in order in one "
            "passage",
            "`nearest` has the passage with offsets, a word-level diff and its own attribution. It spans the "
            "words that claim and text share, and not what is beside the quotation in the claim (`Kim "
            "said:`). `changes` names what is changed, at least one kind: `negation`, `number`, `omission`, "
            "`insertion`, `wording`, `spelling` (also ß and ss, ü and ue), `case`, `punctuation`, `order`, "
            "`splice` when its parts occur in different quotations. A claim that is letterspaced or has "
            "letters written in TeX is compared as it reads; if it has one or two words, all must occur. "
            "Similarity is a number beside it and never a verdict: a sentence and its negation are 98 % "
            "similar.",
        ),
        Rule(Wording.ABSENT, "none of these"),
    ),
    attribution=(
        Rule(Attribution.CLAIMED, "the claimed speaker's words"),
        Rule(Attribution.OTHER, "another speaker's"),
        Rule(Attribution.NONE, "no speaker's"),
        Rule(Attribution.AMBIGUOUS, "the article does not say whose"),
        Rule(Attribution.UNCLAIMED, "the claim names no speaker"),
    ),
    verdict=(
        Rule(
            VerdictKind.VERIFIED,
            "exact or typographic, inside a quotation that names a speaker, not ambiguously, and a claimed "
            "speaker, if any, is one of them",
            "A shared quotation counts as each speaker's own, and `note` says with whom.",
        ),
        Rule(
            VerdictKind.MISATTRIBUTED,
            "exact, typographic or elided inside a quotation, but another speaker's",
            "The matches say whose.",
        ),
        Rule(
            VerdictKind.UNATTRIBUTED,
            "exact or typographic inside a quotation that names no speaker, or not clearly",
        ),
        Rule(
            VerdictKind.NOT_A_QUOTATION,
            "the words occur in the text, outside or across quotation marks: they are the reporter's",
            "The match names the indirect or reported passage they belong to. Elided parts found only there "
            "are the reporter's, too.",
        ),
        Rule(VerdictKind.ELIDED, "as the wording"),
        Rule(VerdictKind.ALTERED, "as the wording"),
        Rule(VerdictKind.ABSENT, "as the wording"),
    ),
    evidence=(
        "`matches` are at most 20: the claimed speaker's first, then quotations, then reading order. Each "
        "has its `extent`, `whole` or `excerpt` of the quotation, and its `context`, the full sentences "
        "around it: an excerpt can mislead. `cuts` names a negation next to the match, or a condition before "
        "it in its sentence or directly behind it, and `note` begins with these. `matches_total` counts to "
        "1,000. The verdict is decided over all occurrences. `absent` promises that no exact, typographic or "
        "elided occurrence exists in anything the filters select, searched exhaustively; near versions are "
        "sought within a budget, and `searched.near_complete` is false when it ran out. A claim that cannot "
        "be checked within two seconds, because its words occur in too many places, is a 503 and not a "
        "verdict. A claim that is no quotation but contains quotations in marks among other words gets "
        "`quotations`, each with a verdict of its own. `note` says what a reader must know: the attribution "
        "is the article's; the wording may be a translation's; *absent* means *not in these articles*, and "
        "claims in another language than the articles cannot be compared."
    ),
)


def list_paragraphs() -> list[str]:
    """Return the rules in Markdown, a paragraph or list item each, without line breaks."""
    return [
        f"**The claim.** {RULES.claim}",
        "`wording` says whether these are the words:",
        *(f"* {_write(rule)}" for rule in RULES.wording),
        "`attribution` says whose words they are, of each match and of the answer:",
        *(f"* {_write(rule)}" for rule in RULES.attribution),
        "`verdict` is the first that applies; the innermost quotation that contains the whole match decides, "
        "enclosing ones are named:",
        *(f"{number}. {_write(rule)}" for number, rule in enumerate(RULES.verdict, start=1)),
        RULES.evidence,
    ]


def _write(rule: Rule) -> str:
    return f"`{rule.value}`: {rule.condition}.{f' {rule.remarks}' if rule.remarks else ''}"


def write_markdown() -> str:
    """Return the rules as Markdown for the API's description."""
    lines: list[str] = []
    for paragraph in list_paragraphs():
        # Items of one list follow each other; anything else is parted by an empty line.
        is_next_item = lines and _is_item(lines[-1]) and _is_item(paragraph)
        lines += [paragraph] if is_next_item or not lines else ["", paragraph]
    return "\n".join(lines) + "\n"


def _is_item(paragraph: str) -> bool:
    return paragraph.startswith("* ") or paragraph[0].isdigit()


def summarize(rules: Sequence[Rule]) -> str:
    """Return the conditions of these rules in one line, as a schema describes a field."""
    return " ".join(f"`{rule.value}`: {rule.condition}." for rule in rules)
