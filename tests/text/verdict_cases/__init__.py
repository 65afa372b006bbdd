"""A table of claims with their verdicts, by kind: articles, claims and truths are all made up.

Each kind has claims whose words are true in other typography, and beside them negative twins, which look
nearly the same and differ in a word, a number, a negation, a case, an umlaut or a sentence's sign.
"""

from tests.text.verdict_cases import (
    changes,
    cuts,
    edges,
    hostile,
    interruptions,
    marks,
    markup,
    questions,
    quotations,
    together,
    typography,
)
from tests.text.verdict_cases.case import Case, Group, list_cases, make_article

GROUPS: tuple[Group, ...] = (
    *typography.GROUPS,
    *marks.GROUPS,
    *markup.GROUPS,
    *interruptions.GROUPS,
    *questions.GROUPS,
    *changes.GROUPS,
    *cuts.GROUPS,
    *edges.GROUPS,
    *hostile.GROUPS,
    *quotations.GROUPS,
    *together.GROUPS,
)

__all__ = ["GROUPS", "Case", "Group", "list_cases", "make_article"]
