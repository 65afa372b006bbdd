"""Edges of words at line ends, numbers that are no reference marks, and white space on one side of a sign."""

from tests.text.verdict_cases.case import Case, Group

GROUPS = (
    Group(
        "edges-line-end",
        "Mara Ohm: „⟦Das ist un-\nmöglich und bleibt so. Nicht-\nMitglieder zahlen gern. "
        "Es kostet 20-\n30 Euro.⟧“",
        same=("unmöglich und bleibt so", "Nicht-Mitglieder zahlen gern", "Es kostet 20-30 Euro"),
        other=("möglich und bleibt so", "Mitglieder zahlen gern", "30 Euro", "Das ist un"),
    ),
    Group(
        "edges-soft-hyphen",
        "Mara Ohm: „⟦Das ist un\u00ad\nklug und un¬\nwahr. Bef\u00ad\nund und Preis sind da.⟧“",
        same=("Das ist unklug", "unwahr", "Befund und Preis sind da"),
        other=("klug und", "wahr", "klug"),
    ),
    Group(
        "edges-bracketed-numbers",
        "Mara Ohm: „⟦Ihr spendet [100] Euro. Ihr habt Kinder, und 20 Meilen² und 5 Liter² reichen "
        "dem Pate.⟧“",
        other=(
            "Ihr spendet [200] Euro",
            "Ihr spendet Euro",
            "und 20 Meilen und",
            "5 Liter reichen",
            "reichen dem Pate\u00b4",
        ),
        cases=(
            Case("Ihr spendet [100] Euro", "verified", "exact"),
            Case("Ihr habt [3] Kinder", "elided", "elided"),
        ),
    ),
    Group(
        "edges-one-side",
        "Mara Ohm: „⟦Die Lage ist ernst, l’État schon – möchte sie sagen, und nimmt 103 Euro.⟧“",
        same=(
            "Die Lage<sup>[3]</sup> ist ernst",
            'Die Lage<sup><a href="#f">3</a></sup> ist ernst',
            "l’ État schon",
            "l ’État schon",
            "schon– möchte sie",
            "schon –möchte sie",
            "schon–\u200bmöchte sie",
        ),
        other=("nimmt 10<sub>3</sub> Euro", "l’ Etat schon", "schon– mochte sie", "die Lä\u0301ge ist"),
    ),
    Group(
        "edges-interruption",
        "„⟦Wir kommen⟧“, so Mara Ohm, „⟦+nicht zurück.⟧“",
        cases=(Case("Wir kommen", "verified", cuts=(("nicht", "after"),)),),
    ),
    Group(
        "edges-changes",
        "Mara Ohm: „⟦Wir planen in Bonn 500 kleine Häuser nicht am Fluss, weil das Geld um 5 Prozent sank. "
        "Kommt er (morgen)? Das ist ‚schön‘! Alle folgen dem U.S. Plan, und die neue Regierung hat gestern "
        "im Rathaus getagt.⟧“",
        cases=(
            Case(
                "Wir planen in Trier … das Geld um 5 Prozent sank",
                "altered",
                named=frozenset({"wording"}),
                not_named=frozenset({"negation", "number", "omission", "insertion"}),
            ),
            Case(
                "weil das Geld um fünf Prozent sank",
                "altered",
                named=frozenset({"number"}),
                not_named=frozenset({"insertion", "omission"}),
            ),
            Case(
                "Kommt er (morgen).",
                "altered",
                named=frozenset({"punctuation"}),
                nearest="Kommt er (morgen)?",
            ),
            Case(
                "Das ist sehr ‚schön‘!",
                "altered",
                named=frozenset({"insertion"}),
                not_named=frozenset({"punctuation"}),
                nearest="Das ist ‚schön‘!",
            ),
            Case(
                "Alle folgen dem US Plan",
                "altered",
                named=frozenset({"spelling"}),
                not_named=frozenset({"insertion"}),
                nearest="Alle folgen dem U.S. Plan",
            ),
            Case(
                "die neue Re- gierung hat heute im Rathaus",
                "altered",
                named=frozenset({"wording"}),
                not_named=frozenset({"spelling", "insertion"}),
            ),
        ),
    ),
)
