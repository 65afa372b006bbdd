"""Claims made to be verified wrongly, and true ones in the dress of word processors and web pages."""

from tests.text.verdict_cases.case import Case, Group

GROUPS = (
    Group(
        "hostile-numbers",
        "Mara Ohm: „⟦Er war dort. 5 Prozent der Bienen fehlten, 10 Prozent kamen. Es kostet 51 Taler oder "
        "103 Kronen, auch 103,5 Heller und 2030 Groschen.⟧“",
        other=(
            ".5 Prozent der Bienen",
            ",10 Prozent kamen",
            "Er war dort [...] .5 Prozent der Bienen fehlten",
            'Es kostet 5<a href="#fn1">1</a> Taler',
            "oder 10<sub><b>3</b></sub> Kronen",
            "oder 10<sub>3 </sub> Kronen",
            "auch 10<sub>3,5</sub> Heller",
            "und 20-30 Groschen",
            "und 20\u00ad-30 Groschen",
        ),
        same=("und 20\u00ad30 Groschen", "<b>103</b> Kronen"),
        cases=(
            Case("5 Prozent der Bienen fehlten", "verified", "exact"),
            Case("Es kostet 5[1][2] Taler", "elided", inserted=("1", "2")),
            Case("Es kostet 5[1](#cite_note-1) Taler", "elided", inserted=("1",)),
        ),
    ),
    Group(
        "hostile-soft-hyphens",
        "Mara Ohm: „⟦Es kostet 20-30 Groschen, und wir kommen heim lich, aber un\u00ad\nklug.⟧“",
        other=("Es kostet 20\u00ad30 Groschen", "wir kommen heim\u00ad\nlich", "aber un klug"),
    ),
    Group(
        "hostile-links",
        "Mara Ohm: „⟦Ihr gehen morgen heim. Das Café ist gut, und alle Länder sind bereit. Là. Pourquoi "
        "pas ? Nichts in Köln steht still.⟧“",
        other=(
            "‘Das Cafe\u00b4 ist gut",
            "'Cafe\u00b4 ist gut",
            "`Cafe\u00b4 ist gut",
            "`La`. Pourquoi pas ?",
        ),
        same=("Das Cafe\u00b4 ist gut", "„Das Cafe\u00b4 ist gut“"),
        cases=(
            Case(
                "und alle[7][8] __Länder__ sind bereit",
                "verified",
                "typographic",
                marks=(("[7]", "claim"), ("[8]", "claim")),
            ),
            Case("Ihr [gehen][niemals] morgen heim", "elided", inserted=("gehen", "niemals")),
            Case("Ihr gehen[][nicht] morgen heim", "elided"),
            Case("Nichts [in][Sternfeld] Köln", "elided", inserted=("in", "Sternfeld")),
            Case("Das [Café][1] ist gut", "verified", "typographic", markup=("[", "][1]")),
        ),
    ),
    Group(
        "hostile-exponents",
        "Mara Ohm: „⟦Es sind 10 (km), auch (mc), je Stunde 5 Personen-km, ein Ein-km-Gebiet und Angaben - m "
        "- am Rand. Dort liegt (Hans Meier) im Grab.⟧“",
        other=(
            "Es sind 10 (km)²",
            "auch (mc)²",
            "5 Personen-km²",
            "ein Ein-km²-Gebiet",
            "und Angaben - m² - am Rand",
            "Dort liegt (Hans Meier †)",
        ),
    ),
    Group(
        "hostile-questions",
        "Mara Ohm: „⟦Sind wir bereit❓ Kommen sie ‼ Gehen wir –? Bleiben wir ,…? Reden wir? "
        "Kommt er nicht?⟧“",
        other=(
            "Sind wir bereit.",
            "Kommen sie.",
            "Gehen wir.",
            "Bleiben wir.",
            "Reden wir....",
            "Reden wir. …",
        ),
        cases=(
            Case("Reden wir…", "verified"),
            Case("Reden wir? Kommt er?", "altered", named=frozenset({"negation"})),
        ),
    ),
    Group(
        "hostile-prefixes",
        "Mara Ohm: „⟦½ der Imker und $5 billion fehlen.⟧“",
        other=("> ½ der Imker und", "> $5 billion fehlen"),
    ),
    Group(
        "hostile-chain",
        "“⟦We rose⟧”, said Mara Ohm, “⟦+.5 percent.⟧”",
        other=("We rose 5 percent", "We rose, 5 percent"),
        language="en",
    ),
    Group(
        "hostile-marks-around",
        "Mara Ohm: “⟦Wir bauen Häuser und Schulen. Il n’a pas dit « non » à l’État et il part. John's boat "
        "won't sink in the 20th century.⟧”",
        same=(
            "John's[3] boat won't* sink",
            "in the 20<sup>th</sup> century",
            "● Wir bauen Häuser",
            "Wir [bauen](https://example.org/bauen_(Haus)) Häuser",
            "Wir [bauen](<https://example.org/b>) Häuser",
            "Wir bauen<sup>*</sup> Häuser",
            "Wir bauen Häuser[^1]",
        ),
        cases=(
            Case("‚Wir bauen Häuser", "verified"),
            Case("‘Il n'a pas dit « non » à l'État", "verified"),
            Case("'Wir bauen Häuser und Schulen", "verified"),
            Case("“Il n’a pas dit « non » à l’État et il part.”", "verified"),
        ),
    ),
    Group(
        "hostile-changes",
        "Mara Ohm: „⟦Auch nicht die NATO kann den US-Präsidenten überzeugen. We don't give up this cup. "
        "Jemand kann kommen. 90 Prozent der Flüsse sind sauber. Alle freien Länder sollen – mitziehen.⟧“",
        cases=(
            Case(
                "die NATO kann nicht den US-Präsidenten überzeugen", "altered", named=frozenset({"negation"})
            ),
            Case(
                "We don\u00b4t give up this mug",
                "altered",
                named=frozenset({"wording"}),
                not_named=frozenset({"negation", "spelling"}),
            ),
            Case(
                "00:12:07 Prozent der Flüsse sind sauber?",
                "altered",
                not_named=frozenset({"number"}),
            ),
            Case("Alle freien Lander sollen – Kim", "altered", not_named=frozenset({"wording"})),
        ),
    ),
)
