"""English."""

from app.languages.language import Language

LANGUAGE = Language(
    stemmer="en",
    function_words=frozenset(
        """
        a about after all an and any as at before but by down each every for from he her hers here him his
        how i if in into it its just me mine more most my no nor not now of off on once one ones only or
        other others our ours out over own same she so some such than that the their theirs them then there
        these they this those to too under until up us very we what when where which while who whom whose
        why with you your yours
        """.split()
    ),
    negations=frozenset(
        """
        not no never none nobody nothing neither nor without cannot don't doesn't didn't isn't aren't wasn't
        hardly weren't won't can't couldn't wouldn't shouldn't
        """.split()
    ),
    negating_prefixes=frozenset({"un"}),
    abbreviations=frozenset("Dr etc Jr Mr Mrs Ms Prof Sr St".split()),
    ambiguous_coordinators=frozenset({"and", "or", "to"}),
    units=frozenset(
        "foot feet inch inches meter meters metre metres mile miles second seconds yard yards".split()
    ),
    conditions=frozenset({"if", "unless"}),
)
