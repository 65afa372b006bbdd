"""What an altered claim is said to change, and what it is compared with; letterspaced words and LaTeX."""

from tests.text.verdict_cases.case import Case, Group

BRIDGE = "Die große Straße führt über die schönen Brücken nach Süden und endet am Weiher."
NEVER_FOR_SURROUNDED = frozenset({"omission", "wording", "order", "negation", "case", "splice"})
NEVER_FOR_SPELLING = NEVER_FOR_SURROUNDED | {"insertion", "number"}


def altered(claim: str, *changes: str, similarity: float = 0.0) -> Case:
    """Return a case whose changes are these and no others."""
    return Case(claim, "altered", "altered", changes=frozenset(changes), similarity=similarity)


def misspelt(claim: str) -> Case:
    """Return a case of which nothing worse may be said than that it is spelt and marked differently."""
    return Case(claim, "altered", "altered", named=frozenset({"spelling"}), not_named=NEVER_FOR_SPELLING)


def surrounded(claim: str, nearest: str) -> Case:
    """Return a case whose claim has more words around those of the text, and differs in one of these."""
    return Case(claim, "altered", "altered", nearest=nearest, not_named=NEVER_FOR_SURROUNDED - {"wording"})


def spelt(claim: str) -> Case:
    """Return a case whose words are true but for the way their letters are written."""
    return Case(claim, "altered|verified", "altered|typographic", not_named=NEVER_FOR_SPELLING)


FERRY = "Die Fähre legt morgen um acht Uhr ab"
LATE = "Die Fähre legt morgen um neun Uhr ab"

GROUPS = (
    Group(
        "changes-at-edges",
        "Mara Ohm: „⟦Wir bauen in Sternfeld 500 kleine Hütten – nicht 21 – am 10월, und niemand friert.⟧“",
        cases=(
            altered("nicht 2 1 – am 10월", "number"),
            altered("nicht 22 – am 10월", "number"),
            altered("kleine Hütten – auch nicht 21 – am 10월", "insertion"),
            altered("nicht 21 – am 10 월, und niemand", "spelling"),
            altered("Wir bauen in Sternfeld 600", "number"),
            altered("in Sternfeld 500 kleine Häuser", "wording"),
            altered("Sie bauen in Sternfeld 500 kleine Hütten", "wording"),
        ),
    ),
    Group(
        "changes-spelling",
        f"Mara Ohm: „⟦{BRIDGE}⟧“",
        cases=(
            altered("Die grosse Strasse führt über die schönen Brücken", "spelling", similarity=0.8),
            altered("Die große Strasse fuehrt ueber die schoenen Bruecken nach Sueden", "spelling"),
            altered("Die große Straße führt über die schonen Brucken", "spelling", similarity=0.8),
            altered("über die schönen Bruecken nach Süden und endet", "spelling", similarity=0.8),
            altered("Die große Straße führt über die schönen Brükcen nach Süden", "spelling"),
            misspelt("Die *große* Strasse führt über die schönen Brücken"),
            misspelt("Die _große_ Strasse führt über die schönen Brücken"),
        ),
    ),
    Group(
        "changes-long-s",
        "Mara Ohm: „⟦Das Wa\u017f\u017fer flie\u017ft über\u017f Wehr und netzt die Weizenfelder.⟧“",
        same=("Das Wasser fliest übers Wehr und netzt",),
        cases=(
            altered("Das Wasser fliest uebers Wehr und netzt die Weizenfelder", "spelling"),
            altered("Das Waßer fliest übers Wehr und netzt die Weizenfelder", "spelling"),
            altered("das Wasser fliest übers Wehr und netzt die Weizenfelder", "case"),
        ),
    ),
    Group(
        "changes-case",
        "Mara Ohm: „⟦Unser Bäckerladen öffnet sonntags erst gegen Mittag und schließt früh.⟧“",
        cases=(
            altered("unser Bäckerladen öffnet sonntags erst gegen Mittag", "case", similarity=0.8),
            altered("UNSER BÄCKERLADEN ÖFFNET SONNTAGS ERST GEGEN MITTAG", "case", similarity=0.5),
            altered("Unser bäckerladen öffnet Sonntags erst gegen mittag", "case", similarity=0.6),
            Case(
                "UNSER BÄCKERLADEN ÖFFNET SONNTAGS UND SCHLIESST FRÜH",
                "altered",
                named=frozenset({"case", "omission"}),
                not_named=NEVER_FOR_SPELLING - {"case", "omission"},
            ),
        ),
    ),
    Group(
        "changes-punctuation",
        "Mara Ohm: „⟦Wenn die Glocke tönt, essen wir Suppe; danach, gegen zwei, gibt es Tee. Zum Wohl!⟧“",
        cases=(
            altered("Wenn die Glocke tönt essen wir Suppe", "punctuation", similarity=0.8),
            altered("Wenn die Glocke tönt, essen wir Suppe, danach, gegen zwei", "punctuation"),
            altered("Wenn die Glocke tönt, essen wir, Suppe", "punctuation", similarity=0.8),
            altered("danach, gegen zwei, gibt es Tee? Zum Wohl!", "punctuation", similarity=0.8),
            altered("danach, gegen zwei, gibt es Tee. Zum Wohl.", "punctuation", similarity=0.8),
        ),
    ),
    Group(
        "changes-words",
        "Mara Ohm: „⟦Der alte Leuchtturm blinkt seit 1911 jede Nacht zwölfmal übers dunkle Watt hinaus.⟧“",
        cases=(
            altered("Der sehr alte Leuchtturm blinkt seit 1911 jede Nacht", "insertion"),
            altered("Der Leuchtturm blinkt seit 1911 jede Nacht zwölfmal", "omission"),
            altered("Der alte Leuchtturm blinkt seit 1912 jede Nacht zwölfmal", "number"),
            altered("Der alte Leuchtturm glüht seit 1911 jede Nacht zwölfmal", "wording"),
            Case(
                "Der alte Leuchtturm blinkt nicht seit 1911 jede Nacht",
                "altered",
                named=frozenset({"negation"}),
                not_named=frozenset({"omission", "wording", "spelling", "case", "number", "punctuation"}),
            ),
            Case(
                "Der alte³ Leuchtturm glänzt seit² 1911 jede Nacht zwölfmal",
                "altered",
                named=frozenset({"wording"}),
                not_named=frozenset({"omission", "case", "negation", "number"}),
            ),
            Case(
                "Der³ alte Leuchtturm blinkt seit 1911 jede Nacht",
                "altered",
                named=frozenset({"insertion"}),
                not_named=frozenset({"omission", "case", "negation", "wording", "spelling"}),
            ),
            Case(
                "Der alte™ Leuchtturm blinkt seit 1911 jede Nacht",
                "altered",
                named=frozenset({"insertion"}),
                not_named=frozenset({"omission", "case", "negation", "wording", "spelling"}),
            ),
        ),
    ),
    Group(
        "nearest",
        f"Am Montag sprach Mara Ohm am Kai. „⟦{FERRY} und kehrt abends zurück.⟧“ Danach schwieg sie.",
        cases=(
            surrounded(f"Kim sagte: {LATE}", FERRY),
            surrounded(f"Kim sagte: „{LATE}“", FERRY),
            surrounded(f"(Kim) {LATE}", FERRY),
            surrounded(f"#Kim {LATE}", FERRY),
            surrounded(f"1. {LATE}", FERRY),
            surrounded(f"00:12:07 {LATE}", FERRY),
            surrounded(f"https://example.org/kai/5 {LATE}", FERRY),
            surrounded(f"{LATE} (Kim Ohm)", FERRY),
            surrounded(f"{LATE} – Kim", FERRY),
            surrounded(f"{LATE} #Kim #Kai", FERRY),
            surrounded(f"{LATE} https://example.org/kai", FERRY),
            surrounded(f"@kim: {LATE} (Kim, 12.3.)", FERRY),
            Case(
                f"Kim sagte: {FERRY}",
                "altered",
                nearest=FERRY,
                named=frozenset({"insertion"}),
                not_named=NEVER_FOR_SURROUNDED | {"number", "spelling"},
            ),
            Case(
                f"1. {FERRY}",
                "altered",
                nearest=FERRY,
                not_named=NEVER_FOR_SURROUNDED | {"spelling"},
            ),
            Case(
                f"{FERRY} (Kim)",
                "altered",
                nearest=FERRY,
                named=frozenset({"insertion"}),
                not_named=NEVER_FOR_SURROUNDED | {"number", "spelling"},
            ),
        ),
    ),
    Group(
        "letterspaced-claim",
        "Mara Ohm: „⟦Die beiden Gemeinden bleiben ewig gute Gefährten und feiern schöne Märkte.⟧“",
        other=(
            "D i e  b e i d e n  G e m e i n d e n  blieben ewig gute Gefährten",
            "Die beiden Gemeinden bleiben n i c h t  ewig gute Gefährten",
            "D i e  b e i d e n  G e m e i n d e n  bleiben ewig gute Gefahrten",
            'Die beiden Gemeinden bleiben ewig gute Gef\\"uhrten',
        ),
        cases=(
            spelt("D i e  b e i d e n  Gemeinden bleiben ewig gute Gefährten"),
            spelt("D i e  b e i d e n  G e m e i n d e n"),
            spelt("D i e   b e i d e n   G e m e i n d e n   b l e i b e n   e w i g"),
            spelt("Die beiden Gemeinden bleiben e w i g gute Gefährten"),
            spelt('bleiben ewig gute Gef\\"ahrten und feiern sch\\"one M\\"arkte'),
            spelt('gute Gef{\\"a}hrten und feiern sch{\\"o}ne M{\\"a}rkte'),
            spelt('Gef\\"{a}hrten und feiern sch\\"{o}ne M\\"{a}rkte'),
            spelt('Gef"ahrten und feiern sch"one M"arkte'),
        ),
    ),
    Group(
        "latex-sharp-s",
        "Mara Ohm: „⟦Süße Grüße von müden Bären aus Gößweinstein.⟧“",
        other=('S\\"u\\ss e Gr\\"u\\ss e von m\\"uden B\\"oren',),
        cases=(
            spelt('S\\"u\\ss e Gr\\"u\\ss e von m\\"uden B\\"aren'),
            spelt('S{\\"u}{\\ss}e Gr{\\"u}{\\ss}e von m{\\"u}den B{\\"a}ren'),
            spelt("S ü ß e  G r ü ß e  v o n  m ü d e n  B ä r e n"),
        ),
    ),
    Group(
        "letterspaced-text",
        "Mara Ohm: „⟦Das Moor war g a n z  s i c h e r  k e i n  Acker, eher ein Sumpf.⟧“",
        other=("Das Moor war ganz sicher ein Acker", "Das Moor war g a n z  s i c h e r  Acker"),
        cases=(
            spelt("Das Moor war ganz sicher kein Acker, eher ein Sumpf"),
            Case("Das Moor war g a n z  s i c h e r  k e i n  Acker", "verified", "exact"),
        ),
    ),
)
