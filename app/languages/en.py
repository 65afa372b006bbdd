"""English."""

from app.languages.language import Language, LemmaRules

# Where the dictionary has another, rarer word of the same form.
_ADDITIONS = tuple(
    (form, word)
    for word, forms in {
        "bad": "worse worst",
        "bend": "bent",
        "big": "bigger",
        "bite": "bit",
        "break": "broke",
        "buy": "buying",
        "feel": "felt",
        "leave": "left",
        "rise": "rose",
        "shake": "shook",
        "shoot": "shot",
        "swear": "swore",
        "thief": "thieves",
        "think": "thought",
        "wife": "wives",
        "win": "won",
    }.items()
    for form in forms.split()
)

LANGUAGE = Language(
    stemmer="en",
    basic_forms=LemmaRules("en", additions=_ADDITIONS, completions=("e", "n", "en", "t", "ht")),
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
        "not no never none nobody nothing nowhere neither nor without hardly cannot n't".split()
    ),
    negation_forms=(("cannot", "not"), ("n't", "not")),
    negating_endings=frozenset({"n't"}),
    negating_prefixes=frozenset({"un"}),
    abbreviations=frozenset("Dr etc Jr Mr Mrs Ms Prof Sr St".split()),
    ambiguous_coordinators=frozenset({"and", "or", "to"}),
    units=frozenset(
        """
        acre acres foot feet hectare hectares inch inches liter liters litre litres meter meters metre metres
        mile miles second seconds yard yards
        """.split()
    ),
    conditions=frozenset({"if", "unless"}),
    titles=frozenset(
        """
        dr lady lord miss mr mrs ms prof sir st ambassador chairman chairwoman chancellor colonel
        congresswoman congressman general governor king mayor minister pope premier president prince princess
        professor queen representative saint secretary senator spokesman spokeswoman
        """.split()
    ),
)
