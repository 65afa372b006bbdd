"""Write the note of a verdict: what its reader must know."""

from app.schemas.verdicts import Match, Searched
from app.services.verification.attribution import AttributedMatch
from app.services.verification.near_match import NearMatch
from app.verbatim.respelling import Cause
from app.vocabulary import Extent, VerdictKind

CUTS_NAMED = 10
"""Negations and conditions that a note names; `cuts` has them all."""
SPEAKERS_NAMED, NAME_SHOWN = 10, 200
"""Speakers that a note names, and code points of their names; `speakers` has them all."""


def write_found(deciding: AttributedMatch, match: Match) -> str:
    """Return the note on the match that decides, as the verdict shows it."""
    meaning = {
        VerdictKind.VERIFIED: "These words occur in a quotation of the article.",
        VerdictKind.MISATTRIBUTED: "By the article these are the words of the `speakers` of the matches.",
        VerdictKind.UNATTRIBUTED: "The words occur in quotation marks, but the article does not say clearly "
        "whose they are.",
        VerdictKind.NOT_A_QUOTATION: "The words occur in the article, but not within one quotation: as they "
        "are claimed they are the reporter's.",
        VerdictKind.ELIDED: "The words occur in one quotation, with what `omitted` and `inserted` show.",
    }[deciding.verdict]
    notes = [meaning]
    if match.cuts:
        words = ", ".join(f"“{cut.text}”" for cut in match.cuts[:CUTS_NAMED])
        notes.insert(0, f"The same sentence also has {words}, outside the match: read `context`.")
    if deciding.verdict == VerdictKind.VERIFIED and len(match.speakers) > 1:
        shared = ", ".join(speaker.name[:NAME_SHOWN] for speaker in match.speakers[:SPEAKERS_NAMED])
        more = len(match.speakers) - SPEAKERS_NAMED
        notes.append(f"The quotation is shared by {shared}{f' and {more} more' if more > 0 else ''}.")
    if match.extent == Extent.EXCERPT:
        notes.append("They are an excerpt: read `context`.")
    notes.append(
        "The attribution is the article's, and verbatim in an article is not verbatim uttered: the article "
        "may be a translation."
    )
    return " ".join(notes)


def write_near(near: NearMatch) -> str:
    """Return the note on an altered claim."""
    causes = near.respelling.causes if near.respelling else []
    seen = {
        Cause.LETTERSPACED: "The claim is letterspaced, and was read with its letters joined.",
        Cause.TEX: "The claim has letters written in TeX, and was read with these letters.",
    }
    return " ".join(
        [
            *(seen[cause] for cause in causes),
            "These are not the words of any article here. The nearest passage differs as `difference` shows; "
            "how alike the two are says nothing about truth.",
        ]
    )


def write_absent(searched: Searched) -> str:
    """Return the note on a claim that nothing comes near to."""
    return (
        f"These words do not occur in the articles searched ({searched.articles}). That does not prove "
        "that they were never said. A claim in another language than the articles cannot be compared with "
        "them."
    )
