"""German."""

from app.languages.language import Language, LemmaRules

_INFLECTED = "ein kein mein dein sein ihr unser jed jen dies".split()
_ENDINGS = ["", "e", "em", "en", "er", "es"]
_UNINFLECTED = """
    aber als also am an auch auf aus bei beim bis da dann das dass dem den denn der des die doch du durch er
    es etwa fast für gegen her hier hin hinter ich ihm ihn im in ja je man mehr mich mir mit nach nicht
    nichts noch nun nur ob oder ohne sehr seit sich sie so um und uns unter vom von vor was weil wenn wer
    wie wieder wir wo zu zum zur zwar zwischen über all alle allem allen aller alles
""".split()
_TITLES = """
    außenminister botschafter bundeskanzler bundesminister bundespräsident bürgermeister finanzminister
    general innenminister kanzler kommissar minister ministerpräsident oberbürgermeister oberst premier
    premierminister präsident professor sprecher staatschef staatssekretär verteidigungsminister
    vizepräsident
""".split()
_OTHER_TITLES = """
    abgeordnete abgeordneter dr frau fürst graf herr herrn kaiser könig papst prinz prof sankt st vorsitzende
    vorsitzender
""".split()

_NEGATION_FORMS = [
    *((f"kein{ending}", "kein") for ending in ["e", "em", "en", "er", "es"]),
    *((f"niemand{ending}", "niemand") for ending in ["em", "en"]),
]

# The verb, where the dictionary has an adjective of the same form alone, and nouns of two forms.
_ADDITIONS = tuple(
    (form, word)
    for word, forms in {
        "Frieden": "Friede",
        "Glauben": "Glaube",
        "Willen": "Wille",
        "bieten": "geboten",
        "brechen": "brach",
        "denken": "gedacht",
        "entscheiden": "entschieden",
        "fahren": "gefahren",
        "fallen": "gefallen",
        "fangen": "gefangen",
        "frieren": "gefroren",
        "geraten": "geraten",
        "verlieren": "verloren",
    }.items()
    for form in forms.split()
)

LANGUAGE = Language(
    stemmer="de",
    basic_forms=LemmaRules(
        "de",
        additions=_ADDITIONS,
        capitalizes_nouns=True,
        cut_endings=("en", "n", "e"),
        cut_noun_endings=("e",),
        completions=("e", "en", "er", "t", "te", "ten"),
        unknown_noun_endings=("en", "es", "e", "n"),
        # Not in Bauer, neue and Quelle.
        respellings=(
            *((f"(?<![aeq]){plain}", letter) for plain, letter in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))),
            *((f"^{plain}", letter) for plain, letter in (("Ae", "Ä"), ("Oe", "Ö"), ("Ue", "Ü"))),
            ("ss", "ß"),
        ),
    ),
    function_words=frozenset(
        [*_UNINFLECTED, *(f"{word}{ending}" for word in _INFLECTED for ending in _ENDINGS)]
    ),
    negations=frozenset(
        [
            *"nicht nichts nie niemals nirgends niemand weder kein keinerlei ohne kaum".split(),
            *(form for form, _ in _NEGATION_FORMS),
        ]
    ),
    negation_forms=tuple(_NEGATION_FORMS),
    negating_prefixes=frozenset({"un"}),
    abbreviations=frozenset(
        """
        Abs Art bzw ca Dr etc evtl Fr ggf Hr inkl Jh Jr lt Mio Mrd Nr Prof Sr St Str usw vgl
        """.split()
    ),
    coordinators=frozenset({"und", "oder", "sowie", "bzw", "beziehungsweise", "u."}),
    ambiguous_coordinators=frozenset({"bis", "wie", "und", "oder"}),
    units=frozenset(
        """
        ampere hektar liter litern meile meilen meter metern newton sekunde sekunden tesla volt watt zoll
        """.split()
    ),
    conditions=frozenset({"wenn", "falls", "sofern"}),
    transcriptions=(("ä", "ae"), ("ö", "oe"), ("ü", "ue")),
    feminine_endings=frozenset({"in", "innen"}),
    titles=frozenset([*_TITLES, *(f"{title}in" for title in _TITLES), *_OTHER_TITLES]),
)
