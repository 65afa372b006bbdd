"""Verify the words between the marks of one text, and weigh what is found of those that belong together."""

from functools import cache

from sqlmodel import Session

from app import verbatim
from app.errors import InvalidRequest
from app.fulltext.index import Snapshot
from app.schemas.verdicts import CLAIM_MAX, PlainVerdict
from app.services.verification.context import Deadline, VerificationContext
from app.services.verification.literal_match import find_literal_matches
from app.services.verification.passages import Whole
from app.services.verification.scope import Scope
from app.services.verification.verify import verify_words
from app.vocabulary import Attribution, Outcome, VerdictKind, Wording

MATCHES_SHOWN = 3
"""Matches of a quotation in the answer."""


class QuotedWords:
    """Verifies words between marks, the same ones of the same speaker once."""

    def __init__(self, session: Session, snapshot: Snapshot, deadline: Deadline, scope: Scope) -> None:
        self._session = session
        self._snapshot = snapshot
        self._deadline = deadline
        self._scope = scope
        self.verify = cache(self._verify)
        self.is_interrupted_here = cache(self._is_interrupted_here)

    def judge_part(
        self, whole: Whole, speaker: str | None, verdict: PlainVerdict, outcome: Outcome
    ) -> tuple[PlainVerdict, Outcome]:
        """Return what is found of a verified part by the interrupted quotation that it is of."""
        best = self._verify_whole(whole, speaker)
        if best is None:
            return verdict, Outcome.DOUBTFUL
        if best.verdict is VerdictKind.VERIFIED or self.is_interrupted_here(whole, speaker):
            return verdict, outcome
        if best.verdict in (VerdictKind.ELIDED, VerdictKind.ALTERED):
            return best, Outcome(best.verdict)
        return verdict, Outcome.DOUBTFUL

    def accuses(self, verdict: PlainVerdict, outside: str, speaker: str | None) -> bool:
        """Tell whether a verdict against a quotation rests on more than what is in marks within it.

        A passage that has only these words is the one that they are taken from, and no other version of the
        quotation around them. `outside` are the words around them.
        """
        if not verbatim.has_word(outside):
            return False
        if verdict.nearest is None:
            return True
        around, quote = self._try_to_verify(outside, speaker), verdict.nearest.quote
        if around is None or quote is None:
            return False
        found = around.matches if around.nearest is None else [around.nearest]
        return any(one.quote == quote for one in found)

    def _verify(self, words: str, speaker: str | None) -> PlainVerdict:
        """Return the verdict over words, of which the final stop may be the citing sentence's own.

        English has that within the marks, and a quotation of an article may end before it.
        """
        context = self._make_context(speaker)
        verdict = verify_words(context, words, MATCHES_SHOWN)
        stopless = verbatim.drop_final_stop(words)
        if verdict.verdict is not VerdictKind.NOT_A_QUOTATION or stopless is None:
            return verdict
        inside = verify_words(context, stopless, MATCHES_SHOWN)
        is_before_stop = bool(inside.matches) and inside.matches[0].suffix.startswith(words[-1])
        return inside if is_before_stop else verdict

    def _try_to_verify(self, words: str, speaker: str | None) -> PlainVerdict | None:
        """Return the verdict over words that are put together here, or None if they cannot be read."""
        if len(words) > CLAIM_MAX:
            return None
        try:
            return self.verify(words, speaker)
        except InvalidRequest:
            return None

    def _verify_whole(self, whole: Whole, speaker: str | None) -> PlainVerdict | None:
        """Return the best verdict over an interrupted quotation as one, or None if it cannot be read."""
        tried = [self._try_to_verify(one, speaker) for one in whole.readings]
        verdicts = [one for one in tried if one is not None]
        verified = (one for one in verdicts if one.verdict is VerdictKind.VERIFIED)
        return next(verified, verdicts[0] if verdicts else None)

    def _is_interrupted_here(self, whole: Whole, speaker: str | None) -> bool:
        """Tell whether a quotation of an article has these parts, and nothing else between them.

        Either it is interrupted at the same places, or the article prints all of this, as quotations of which
        it does not say that they are one.
        """
        for part in whole.parts:
            verdict = self._try_to_verify(part, speaker)
            if verdict is None or verdict.verdict is not VerdictKind.VERIFIED:
                return False
        printed = self._try_to_verify(whole.printed, None)
        if printed is not None and printed.wording in (Wording.EXACT, Wording.TYPOGRAPHIC):
            return True
        return any(self._runs_on(one, speaker) for one in whole.readings if len(one) <= CLAIM_MAX)

    def _runs_on(self, words: str, speaker: str | None) -> bool:
        """Tell whether an interrupted quotation has these words with no gap but the interruption."""
        return any(
            one.match.chain and one.attribution in (Attribution.CLAIMED, Attribution.UNCLAIMED)
            for one in find_literal_matches(self._make_context(speaker), words)
        )

    def _make_context(self, speaker: str | None) -> VerificationContext:
        self._deadline.check()
        return VerificationContext(self._session, self._snapshot, self._scope, speaker, self._deadline)
