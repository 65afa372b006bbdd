"""Claims that hold whole quotations in marks among other words: each quotation has a verdict of its own."""

from tests.text.verdict_cases.case import Case, Group


def holding(claim: str, *quotations: tuple[str, str]) -> Case:
    """Return a case that occurs nowhere as it is, with its quotations and the verdict of each."""
    return Case(claim, "altered|absent|elided", quotations=quotations)


GROUPS = (
    Group(
        "quotations-english",
        "On Monday Mara Ohm spoke. “⟦We can reach the summit,⟧” she told us, “⟦+and we will plant a flag.⟧” "
        "Then Jonas Feld: “⟦jonas|Nobody reaches it in May.⟧”",
        cases=(
            holding(
                '"We can reach the summit," she said, "and we will plant a flag."',
                ("We can reach the summit", "verified"),
                ("and we will plant a flag", "verified"),
            ),
            holding(
                "“We can reach the summit”, Ohm declared.",
                ("We can reach the summit", "verified"),
            ),
            holding(
                "Ohm said: “We can reach the summit”, while Feld replied: “Nobody reaches it in May.”",
                ("We can reach the summit", "verified"),
                ("Nobody reaches it in May", "misattributed"),
            ),
            holding(
                "Ohm said: “We can never reach the summit”, and “we will plant a flag.”",
                ("We can never reach the summit", "altered"),
                ("we will plant a flag", "verified"),
            ),
            holding(
                "She said: “Pigs whistle loudly”, and “we will plant a flag.”",
                ("Pigs whistle loudly", "absent"),
                ("we will plant a flag", "verified"),
            ),
            Case("“We can reach the summit,”", "verified", quotations=()),
            Case("We can reach the summit", "verified", quotations=()),
            Case("we will plant flags", "altered", quotations=()),
        ),
        language="en",
    ),
    Group(
        "quotations-german",
        "Mara Ohm am Herd: „⟦Der Teig ruht über Nacht. Kneten Sie ihn kräftig!⟧“ „⟦Mehl ‚Type 7‘ reicht.⟧“",
        cases=(
            holding("Die Köchin riet: „Der Teig ruht über Nacht.“", ("Der Teig ruht über Nacht", "verified")),
            holding(
                "Sie riet: »Der Teig ruht über Nacht«, so Ohm.", ("Der Teig ruht über Nacht", "verified")
            ),
            holding("Sie riet: „Der Teig ruht nie über Nacht“.", ("Der Teig ruht nie über Nacht", "altered")),
            holding("Sie riet: „Kneten Sie ihn kräftig.“", ("Kneten Sie ihn kräftig", "altered")),
            holding(
                "Erst: „Der Teig ruht über Nacht“, dann: „Kneten Sie ihn kräftig!“",
                ("Der Teig ruht über Nacht", "verified"),
                ("Kneten Sie ihn kräftig!", "verified"),
            ),
            Case("Mehl ‚Type 7‘ reicht", "verified", "exact", quotations=()),
            Case("„Der Teig ruht über Nacht“", "verified", quotations=()),
        ),
    ),
    Group(
        "quotations-korean",
        "마라: “⟦우리는 산에 오른다⟧” Мара Ом: «⟦Мы поднимемся на гору.⟧»",
        cases=(
            holding("기자에게 말했다: “우리는 산에 오른다”.", ("우리는 산에 오른다", "verified")),
            holding("Она сказала: «Мы поднимемся на гору».", ("Мы поднимемся на гору", "verified")),
            holding("Она сказала: «Мы не поднимемся на гору».", ("Мы не поднимемся на гору", "altered")),
        ),
        language="ru",
    ),
)
