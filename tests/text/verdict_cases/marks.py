"""Reference marks, which are no words; and numbers, units and forms of words that look like them."""

from tests.text.verdict_cases.case import Case, Group


def marked(claim: str, *marks: str, side: str = "claim", wording: str = "typographic") -> Case:
    """Return a case whose words are true, and whose reference marks are listed with their side."""
    return Case(claim, "verified", wording, marks=tuple((mark, side) for mark in marks))


GROUPS = (
    Group(
        "marks-claim",
        "Mara Ohm: „⟦Der Stadtrat plant neue Schulen, sagt die Chefin. Es kostet 10³ Taler auf 5 km² Land.⟧“",
        other=(
            "Der² Stadtrat plant neue Schulen",
            "Der Stadtrat[1] plant alte Schulen",
            "Der Stadtrat* plant keine Schulen",
            "der Stadtrat† plant neue Schulen",
            "Der Stadtrat¹ plant neue Schulen; sagt die Chefin",
            "Es kostet 10 Taler auf 5 km² Land",
            "Es kostet 10² Taler auf 5 km² Land",
            "Es kostet 103 Taler auf 5 km² Land",
            "Es kostet 10³ Taler auf 5 km Land",
            "Es kostet 10³ Taler auf 5 km³ Land",
            "Es kostet 10³ Taler auf 5² km² Land",
            "Es kostet 10³* Talern auf 5 km² Land",
            "sagt die Chefin.² Es kostet 10 Taler",
        ),
        cases=(
            Case("Der Stadtrat[1234] plant neue Schulen", "elided", "elided", inserted=("1234",)),
            Case("Der Stadtrat[nicht] plant neue Schulen", "elided", "elided", inserted=("nicht",)),
            marked("Der Stadtrat[12] plant neue Schulen", "[12]"),
            marked("Der Stadtrat[3][4] plant neue Schulen", "[3]", "[4]"),
            marked("Der Stadtrat plant neue Schulen,[123] sagt die Chefin", "[123]"),
            marked("Der Stadtrat* plant neue Schulen", "*"),
            marked("Der Stadtrat plant† neue Schulen,‡ sagt die Chefin", "†", "‡"),
            marked("Der Stadtrat¹² plant neue Schulen", "¹²"),
            marked("plant neue Schulen, sagt die Chefin.²", "²"),
            marked("plant neue Schulen, sagt die Chefin².", "²"),
            marked("plant neue Schulen,³ sagt die Chefin. Es kostet 10³ Taler", "³"),
            Case("Es kostet 10³ Taler auf 5 km² Land", "verified", "exact", marks=()),
        ),
    ),
    Group(
        "marks-closing",
        "Mara Ohm: „⟦Das Hochwasser steigt schneller.⟧“ Am Pegel bangt „⟦jonas|niemand um Sandsäcke⟧“.",
        other=(
            "„Das Hochwasser steigt schneller²?“",
            "„Das Hochwasser steigt nicht schneller.[5]“",
            "„Das Hochwasser sinkt schneller.“[5]",
            "„das Hochwasser steigt schneller“*",
        ),
        cases=(
            Case("„Das Hochwasser steigt schneller.[5555]“", "elided", "elided", inserted=("5555",)),
            marked("„Das Hochwasser steigt schneller.[5]“", "[5]"),
            marked("„Das Hochwasser steigt schneller[5].“", "[5]"),
            marked("„Das Hochwasser steigt schneller.“[5]", "[5]"),
            marked("“Das Hochwasser steigt schneller”[5].", "[5]"),
            marked("„Das Hochwasser steigt schneller.*“", "*"),
            marked("„Das Hochwasser steigt schneller“²", "²"),
            marked("Das Hochwasser steigt schneller.†", "†"),
            marked("Das Hochwasser steigt schneller.[5][6]", "[5]", "[6]"),
            Case("„niemand um Sandsäcke“[7]", "misattributed", "typographic", marks=(("[7]", "claim"),)),
            Case("„niemand um Sandsäcke“[7]", "verified", "typographic", speaker="jonas-feld"),
        ),
    ),
    Group(
        "marks-text",
        "Mara Ohm: „⟦Der Haushalt[7] wächst, und die Renten* steigen¹ weiter.[8] Nur 40 m² Büro bleiben.⟧“",
        other=(
            "Der Haushalt wächst nicht, und die Renten steigen weiter",
            "Der Haushalt wächst, und die Rente steigen weiter",
            "Der Haushalt wachst, und die Renten steigen weiter",
            "Nur 40 m Büro bleiben",
            "Nur 40 m2 Büro bleiben",
            "Nur 402 Büro bleiben",
        ),
        cases=(
            marked("Der Haushalt wächst, und die Renten", "[7]", "*", side="text"),
            marked("die Renten steigen weiter. Nur 40 m² Büro", "*", "¹", "[8]", side="text"),
            marked("Der Haushalt wächst", "[7]", side="text"),
            Case("Der Haushalt[7] wächst, und die Renten* steigen¹ weiter", "verified", "exact", marks=()),
            Case("Nur 40 m² Büro bleiben", "verified", "exact", marks=()),
        ),
    ),
    Group(
        "marks-gender",
        "Mara Ohm: „⟦Die Leser*innen und Hörer*innen loben 20 cm³ Tinte und m² Papier.⟧“",
        other=(
            "Die Leserinnen und Hörer*innen",
            "Die Leser* und Hörer*innen loben",
            "Die Leser und Hörer*innen loben",
            "Die Leser*innen und Hörer loben",
            "loben 20 cm Tinte und m² Papier",
            "loben 20 cm³ Tinte und m Papier",
        ),
        cases=(
            Case("Die Leser*innen und Hörer*innen", "verified", "exact", marks=()),
            marked("Die Leser*innen* und Hörer*innen", "*"),
        ),
    ),
    Group(
        "marks-english",
        "Mara Ohm said: “⟦The museum opened in 1907 and holds 300 paintings, mostly portraits.⟧”",
        other=(
            "The museum opened in 1907² and holds 300 paintings",
            "The museum opened in 1907 and holds 300³ paintings",
            "The museum[4] opened in 1908 and holds 300 paintings",
            "The museum[4] never opened in 1907",
        ),
        cases=(
            marked(
                "The museum[4] opened in 1907 and holds 300 paintings,[5] mostly portraits.", "[4]", "[5]"
            ),
            marked("300 paintings*, mostly portraits.‡", "*", "‡"),
            marked("“The museum opened in 1907 and holds 300 paintings.”[11]", "[11]"),
        ),
        language="en",
    ),
)
