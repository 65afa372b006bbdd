"""Matches that end right before a negation, or begin behind a condition: true words that may mislead."""

from tests.text.verdict_cases.case import Case, Group


def cut(claim: str, word: str, side: str = "after") -> Case:
    """Return a case whose words were said, and whose match names the word right outside of it."""
    return Case(claim, "verified", cuts=((word, side),))


def uncut(claim: str) -> Case:
    """Return a case whose words were said, with nothing next to them that turns their meaning."""
    return Case(claim, "verified", cuts=())


GROUPS = (
    Group(
        "cuts-german",
        "Mara Ohm: „⟦Ich mag die Pläne nicht. Ich reise nie allein. Sie lügen niemals. "
        "Er lacht kaum noch. Es war weder warm noch hell. Wir zahlen ohne Murren. Ich kaufe kein Rad. "
        "Wir siedeln am Fluss, nicht am Berg. Dort steht keine Eiche. Sie wäscht Nieren. Ihr singt. "
        "Nicht alle singen gut. Das Gesetz ist nicht bindend für Gäste.⟧“",
        cases=(
            cut("Ich mag die Pläne", "nicht"),
            cut("Ich reise", "nie"),
            cut("Sie lügen", "niemals"),
            cut("Er lacht", "kaum"),
            cut("Es war", "weder"),
            cut("Wir zahlen", "ohne"),
            cut("Ich kaufe", "kein"),
            cut("Dort steht", "keine"),
            cut("Wir siedeln am Fluss", "nicht"),
            cut("Wir siedeln am Fluss,", "nicht"),
            cut("„Ich mag die Pläne“", "nicht"),
            cut("Ich mag\ndie Pläne", "nicht"),
            cut("bindend für Gäste.", "nicht", "before"),
            uncut("Ich mag die Pläne nicht"),
            uncut("Ich reise nie allein"),
            uncut("Sie wäscht"),
            uncut("Ihr singt."),
            uncut("Ihr singt"),
            uncut("Ich mag"),
        ),
    ),
    Group(
        "cuts-conditions",
        "Mara Ohm: „⟦Wenn der Deich hält, bleiben wir im Dorf. Falls Sturm droht, räumen wir den Hafen. "
        "Sofern Geld da ist, flicken wir das Dach. Wir streichen den Zaun. Die Tür klemmt.⟧“",
        cases=(
            cut("bleiben wir im Dorf", "wenn", "before"),
            cut("räumen wir den Hafen.", "falls", "before"),
            cut("flicken wir das Dach", "sofern", "before"),
            uncut("Wenn der Deich hält, bleiben wir im Dorf"),
            uncut("Wir streichen den Zaun"),
            uncut("Die Tür klemmt."),
        ),
    ),
    Group(
        "cuts-english",
        "Mara Ohm said: “⟦We raise rents not for fun. I sail never alone. They pay no tolls. He could hardly "
        "walk. She left without tea. If it snows, we ski downhill. Unless they object, we paint the barn. "
        "You may note this. Nobody knits.⟧”",
        cases=(
            cut("We raise rents", "not"),
            cut("I sail", "never"),
            cut("They pay", "no"),
            cut("He could", "hardly"),
            cut("She left", "without"),
            cut("we ski downhill", "if", "before"),
            cut("we paint the barn.", "unless", "before"),
            uncut("We raise rents not for fun"),
            uncut("You may"),
            uncut("You may note this"),
            uncut("If it snows, we ski downhill"),
        ),
        language="en",
    ),
    Group(
        "cuts-others",
        "Mara Ohm: „⟦Das Huhn legt Eier⟧“ Jonas Feld: „⟦jonas|Die Ente watschelt nie bergauf.⟧“",
        cases=(
            uncut("Das Huhn legt Eier"),
            Case("Die Ente watschelt", "misattributed", "exact", cuts=(("nie", "after"),)),
            Case("Die Ente watschelt", "verified", "exact", speaker="jonas-feld", cuts=(("nie", "after"),)),
        ),
    ),
)
