"""Quotations that the reporter interrupts, gaps that the citing author marks, and what stands at both."""

from tests.text.verdict_cases.case import Case, Group


def across(claim: str, *omitted: str) -> Case:
    """Return a case whose words run across an interruption, which is returned."""
    return Case(claim, "elided", "elided", omitted=omitted)


GROUPS = (
    Group(
        "interruption-english",
        "“⟦We can win this cup,⟧” said Mara Ohm, “⟦+and we will.⟧” “⟦jonas|So will others,⟧” Jonas added.",
        other=(
            "We can win this cup and we won't",
            "We can win this cup? and we will",
            "We can win this cup; and we will",
            "We can win this cup, and we can",
            "we can win this cup and we will",
            "We can win this cup. And we will",
            "We can not win this cup and we will",
            "and we will. So will others",
        ),
        cases=(
            across("We can win this cup and we will", "said Mara Ohm"),
            across("We can win this cup, and we will", "said Mara Ohm"),
            across("“We can win this cup, and we will.”", "said Mara Ohm"),
            across("win this cup and we", "said Mara Ohm"),
            Case("We can win this cup", "verified", "exact"),
            Case("We can win this cup and we will", "misattributed", "elided", speaker="jonas-feld"),
        ),
        language="en",
    ),
    Group(
        "interruption-stop-inside",
        "“⟦The ferry is late,⟧” Mara Ohm said. “⟦+It sails at noon.⟧” She smiled. “⟦+Bring tea.⟧”",
        other=(
            "The ferry is late it sails at noon",
            "The ferry is late. It sailed at noon.",
            "The ferry is late? It sails at noon.",
            "The ferry is late. It sails at noon! Bring tea.",
            "The ferry is not late. It sails at noon.",
        ),
        cases=(
            across("The ferry is late. It sails at noon.", "Mara Ohm said"),
            across("The ferry is late. It sails at noon. Bring tea.", "Mara Ohm said", "She smiled"),
            across("It sails at noon. Bring tea.", "She smiled"),
        ),
        language="en",
    ),
    Group(
        "interruption-swiss",
        "«⟦Wir wandern,⟧» sagte Mara Ohm, «⟦+und zwar gleich.⟧» «⟦+Ohne Rast.⟧»",
        other=(
            "Wir wandern und zwar bald.",
            "Wir wandern! und zwar gleich.",
            "Wir wandern: und zwar gleich.",
            "Wir wandern nie, und zwar gleich",
            "wir wandern und zwar gleich",
        ),
        cases=(
            across("Wir wandern und zwar gleich.", "sagte Mara Ohm"),
            across("Wir wandern, und zwar gleich", "sagte Mara Ohm"),
            Case("und zwar gleich.", "verified", "exact"),
        ),
    ),
    Group(
        "interruption-german",
        "„⟦Die Äpfel reifen⟧“, sagte Mara Ohm. „⟦+Und zwar früh.⟧“ Dann ergänzte sie: „⟦+Die Birnen auch.⟧“",
        other=(
            "Die Äpfel reifen? Und zwar früh.",
            "Die Apfel reifen. Und zwar früh.",
            "Die Äpfel reifen. Und zwar spät.",
            "Die Äpfel reifen nicht. Und zwar früh.",
            "Und zwar früh! Die Birnen auch.",
        ),
        cases=(
            across("Die Äpfel reifen. Und zwar früh.", "sagte Mara Ohm"),
            across("Und zwar früh. Die Birnen auch.", "ergänzte sie"),
            across("Die Äpfel reifen. Und zwar früh. Die Birnen auch.", "sagte Mara Ohm", "ergänzte sie"),
        ),
    ),
    Group(
        "interruption-question",
        "“⟦Can goats climb?⟧” asked Mara Ohm. “⟦+They can.⟧” “⟦+Great!⟧” she cried, “⟦+and so quick.⟧”",
        other=(
            "Can goats climb. They can.",
            "Can goats climb, They can.",
            "Can goats climb They can.",
            "They can? Great!",
            "Great. and so quick.",
            "Great, and so quick.",
        ),
        cases=(
            across("Can goats climb? They can.", "asked Mara Ohm"),
            across("Great! and so quick.", "she cried"),
        ),
        language="en",
    ),
    Group(
        "interruption-inner-comma",
        "“⟦Bread, surely, is cheap,⟧” Mara Ohm noted, “⟦+yet cheese, alas, is not.⟧”",
        other=(
            "Bread surely is cheap yet cheese, alas, is not",
            "Bread, surely, is cheap yet cheese alas is not",
            "Bread, surely, is cheap, yet cheese, alas, was not",
        ),
        cases=(across("Bread, surely, is cheap yet cheese, alas, is not.", "Mara Ohm noted"),),
        language="en",
    ),
    Group(
        "interruption-two-speakers",
        "“⟦Rain is coming,⟧” said Mara Ohm. “⟦jonas|And hail too.⟧” Jonas Feld shrugged.",
        other=(
            "Rain is coming. And hail too.",
            "Rain is coming … And hail too.",
            "Rain is coming And hail too",
        ),
        cases=(Case("Rain is coming.", "verified", "typographic"),),
        language="en",
    ),
    Group(
        "gap-after-stop",
        "Mara Ohm: „⟦Wir backen heute in der Mühle. Morgen ruhen alle Öfen, denn Mehl fehlt. Kommt ihr?⟧“",
        other=(
            "Wir backen heute? […] Morgen ruhen alle Öfen",
            "Wir backen morgen. […] Morgen ruhen alle Öfen",
            "Wir backen heute. […] Morgen ruhen keine Öfen",
            "wir backen heute. […] Morgen ruhen alle Öfen",
            "Wir backen heute in der Mühle! [Emden]",
            "Wir backen heute in der Muhle. [Emden]",
            "denn Mehl fehlt. Kommt ihr.[3]",
        ),
        cases=(
            across("Wir backen heute. […] Morgen ruhen alle Öfen", "in der Mühle"),
            across("Wir backen heute. [...] Morgen ruhen alle Öfen.", "in der Mühle"),
            across("Wir backen. (...) denn Mehl fehlt.", "alle Öfen"),
            across("Wir backen heute in der Mühle. […] denn Mehl fehlt.", "alle Öfen"),
            Case("Wir backen heute in der Mühle. [Emden]", "elided", "elided", inserted=("Emden",)),
            Case("Wir backen heute in der Mühle [Emden].", "elided", "elided", inserted=("Emden",)),
            Case("Wir backen heute. [Emden]", "elided", "elided", inserted=("Emden",)),
            Case("Wir backen heute.[3]", "verified", "typographic", marks=(("[3]", "claim"),)),
            Case("Morgen ruhen alle Öfen[3].", "verified", "typographic", marks=(("[3]", "claim"),)),
        ),
    ),
)
