"""A question or exclamation is no statement: what the citing sentence's own full stop may stand for."""

from tests.text.verdict_cases.case import Case, Group

GROUPS = (
    Group(
        "question-german",
        "Mara Ohm: „⟦Sind die Boote bereit?⟧“ Dann: „⟦Wir stechen in See!⟧“ Und: „⟦Das genügt.⟧“",
        same=("Sind die Boote.", "Wir stechen in.", "„Das genügt“.", "Das genügt,"),
        other=(
            "Sind die Boote bereit.",
            "„Sind die Boote bereit.“",
            "die Boote bereit.",
            "Sind die Boote bereit!",
            "Sind die Boote bereit,",
            "Sind die Boote bereit.[2]",
            "Sind die Boote bereit.*",
            "Sind die Boote bereit .",
            "Sind die Boote <b>bereit</b>.",
            "Wir stechen in See.",
            "Wir stechen in See?",
            "Wir stechen in See.²",
            "Das genügt?",
            "Das genügt!",
        ),
        cases=(
            Case("Sind die Boote bereit?", "verified", "exact"),
            Case("Sind die Boote bereit", "verified", "exact"),
            Case("Sind die Boote bereit ?", "verified", "typographic"),
            Case("Wir stechen in See!", "verified", "exact"),
            Case("Das genügt.", "verified", "exact"),
        ),
    ),
    Group(
        "question-inside",
        "Mara Ohm: „⟦Regnet es? Es regnet. Geht rein! Sofort, ja sofort.⟧“",
        same=("Geht rein! Sofort.",),
        other=(
            "Regnet es. Es regnet.",
            "Regnet es, Es regnet",
            "Regnet es! Es regnet.",
            "Es regnet? Geht rein!",
            "Es regnet. Geht rein.",
            "Geht rein? Sofort, ja sofort.",
            "Regnet es.",
        ),
        cases=(Case("Regnet es? Es regnet.", "verified", "exact"),),
    ),
    Group(
        "question-french",
        "Mara Ohm a demandé : « ⟦Sommes-nous prêts\u00a0? Partons vite\u00a0!⟧ »",
        same=("Sommes-nous prêts?", "Partons vite!", "Partons."),
        other=(
            "Sommes-nous prêts.",
            "Sommes-nous prêts .",
            "« Sommes-nous prêts. »",
            "Partons vite.",
            "Sommes-nous prets?",
        ),
        language="fr",
    ),
    Group(
        "question-korean-russian",
        "마라: “⟦배가 준비되었습니까?⟧” Мара Ом: «⟦Лодки готовы? Лодки уплыли!⟧»",
        same=("Лодки готовы ?",),
        other=("배가 준비되었습니까.", "Лодки готовы.", "Лодки готовы!", "Лодки уплыли.", "лодки уплыли!"),
        cases=(Case("배가 준비되었습니까?", "verified", "exact"),),
        language="ru",
    ),
    Group(
        "question-nested",
        "Mara Ohm: „⟦Er rief ‚Wo bleibt ihr?‘ und ging; ich fragte ‚Warum denn‘?⟧“",
        same=("Er rief 'Wo bleibt ihr?' und ging.",),
        other=(
            "Er rief ‚Wo bleibt ihr.‘ und ging",
            "Wo bleibt ihr.",
            "ich fragte ‚Warum denn‘.",
            "ich fragte ‚Warum denn‘!",
        ),
    ),
    Group(
        "question-english",
        "Mara Ohm asked: “⟦Does the bridge hold?! It does … or not?⟧”",
        same=("It does ... or not?",),
        other=("Does the bridge hold.", "Does the bridge hold!", "It does … or not.", "It does … or not!"),
        language="en",
    ),
)
