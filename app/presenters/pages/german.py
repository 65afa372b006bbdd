"""The words of pages in German."""

GERMAN = {
    "home": "Wortlaut, zur Startseite",
    "articles": "Artikel",
    "speakers": "Sprecher",
    "quotes": "Zitate",
    "quotes_and_reports": "Zitate und Wiedergaben",
    "verify": "Ein Zitat prüfen",
    "api": "Für Programme: die API",
    "more": "Mehr auf diesen Seiten",
    "next": "Nächste Seite",
    "search": "Suchen",
    "search_articles": "Alle Artikel durchsuchen",
    "none": "Nichts gefunden.",
    "unknown": "nicht angegeben",
    "unstated": "Nicht angegeben",
    # Front page
    "front_claim": "Wurde das wirklich gesagt?",
    "front_intro": (
        "Wortlaut enthält Nachrichtenartikel und die Äußerungen, die darin zitiert werden, Wort für Wort:"
        " wer was zu wem gesagt hat, und wo genau es steht. Ähnliches wird nie bestätigt."
    ),
    "form_words": "Die Worte, wie Sie sie gefunden haben",
    "form_speaker": "Gesagt von (kann leer bleiben)",
    "form_ask": "Prüfen",
    "form_search": "Alle Zitate durchsuchen",
    "form_search_hint": "Wörter, „Wortfolgen“, Wortanfänge (Freund*), Ausschlüsse (-Japan)",
    "latest": "Zuletzt aufgenommen",
    "coverage": (
        "%(articles)s Artikel, %(statements)s Äußerungen, %(quotes)s Zitate und Wiedergaben, %(speakers)s"
        " Sprecher"
    ),
    "all_articles": "Alle Artikel",
    "all_speakers": "Alle Sprecher",
    "all_quotes": "Alle Zitate und Wiedergaben",
    # Article
    "about": "Über diesen Text",
    "untitled": "Ohne Überschrift: %s",
    "translated": "Dieser Text ist eine Übersetzung. Zitate stehen in den Worten der Übersetzung.",
    "translated_doubt": (
        "Dieser Text ist wahrscheinlich eine Übersetzung (%s). Zitate stehen dann in den Worten der "
        "Übersetzung."
    ),
    "translated_ambiguous": "Es ist unklar, ob dieser Text eine Übersetzung ist.",
    "alternative": " oder ",
    "verbatim": (
        "Wörtlich in diesem Artikel heißt nicht wörtlich gesagt: Die Zuschreibung ist die des Artikels."
    ),
    "published_on": "Erscheinungstag",
    "publisher": "Herausgeber",
    "author": "Autor",
    "language": "Sprache",
    "rights": "Rechte",
    "source": "Adresse im Netz",
    "plain_text": "Der genaue Text",
    "as_data": "Als Daten",
    "digest": "SHA-256 des Textes",
    "legend": "Zeichen",
    "legend_direct": "getönt, zwischen Strichen: Worte in Anführungszeichen",
    "legend_indirect": "unterstrichen: Worte des Berichts über das Gesagte",
    "legend_doubt": "wer spricht, ist erschlossen oder unklar",
    "notes": "Jede Stelle",
    "statements": "Briefe und andere Äußerungen",
    "no_quotes": "Keine Stelle dieses Textes ist als zitiert ausgezeichnet.",
    "no_speaker": "kein Sprecher angegeben",
    "nested": "innerhalb von",
    "continues": "setzt fort",
    "permalink": "Link zu diesen Worten",
    "cite": "Zitieren",
    "where": "in",
    "to": "an",
    "via": "berichtet von",
    "speaker": "Sprecher",
    "addressee": "Adressat",
    "statement": "Äußerung",
    "form": "Form",
    "kind": "Art",
    "date": "Tag",
    "occasion": "Anlass",
    "original_language": "Originalsprache",
    "count_quotes": "Stellen hier",
    # Certainties
    "stated": "ausdrücklich",
    "anaphora": "durch ein Wort wie „er“",
    "inferred": "erschlossen",
    "ambiguous": "unklar",
    # Types
    "direct": "vollständiges Zitat",
    "mixed": "Worte in Anführungszeichen in einem Satz des Berichts",
    "term": "Ausdruck in Anführungszeichen, niemandes Äußerung",
    "indirect": "indirekte Rede, in Worten des Berichts",
    "reported": "Bericht über die Handlung, in Worten des Berichts",
    # Forms
    "letter": "Brief",
    "speech": "Rede",
    "interview": "Interview",
    "report": "Bericht",
    "pledge": "Verpflichtung",
    "press_release": "Pressemitteilung",
    "press_conference": "Pressekonferenz",
    "conversation": "Gespräch",
    "post": "Beitrag",
    "book": "Buch",
    "document": "Dokument",
    "other": "andere",
    # Kinds of speakers
    "person": "Person",
    "organization": "Organisation",
    "names": "Namen in den Artikeln",
    "about_speaker": "In Worten der Artikel",
    "same_as": "Anderswo",
    "counts": "%(quotes)s Stellen, %(statements)s Äußerungen, %(articles)s Artikel",
    "find_speaker": "Einen Namen suchen",
    # Quotation
    "quote": "Zitat",
    "passage": "Stelle",
    "read_at_source": "Dort lesen, wo der Artikel erschienen ist",
    "address": "Adresse",
    "formats": "Zum Zitieren und Weiterverwenden",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "csl": "CSL-JSON",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "citation-en": "Satz auf Englisch",
    "citation-de": "Satz auf Deutsch",
    "place": "Stelle",
    "offsets": "Codepunkte %(start)s bis %(end)s",
    "filtered_by": "nur %s",
    # Verdict
    "verdict": "Ergebnis",
    "claimed": "Behauptung",
    "claimed_speaker": "Angeblich von",
    "verified": "Bestätigt",
    "misattributed": "Worte von jemand anderem",
    "unattributed": "Zitiert, aber unklar, wessen Worte",
    "not_a_quotation": "Kein Zitat: Worte des Berichts",
    "elided": "Gekürzt oder bearbeitet",
    "altered": "Nicht diese Worte",
    "absent": "Nicht gefunden",
    "verified_means": (
        "Diese Worte stehen in einem Zitat eines Artikels, Buchstabe für Buchstabe oder nur mit anderer "
        "Typografie."
    ),
    "misattributed_means": (
        "Die Worte stehen in einem Zitat, aber nach dem Artikel sind sie von jemand anderem."
    ),
    "unattributed_means": (
        "Die Worte stehen in Anführungszeichen, aber der Artikel sagt nicht klar, wessen sie sind."
    ),
    "not_a_quotation_means": (
        "Die Worte stehen in einem Artikel, aber nicht innerhalb eines Zitats. So, wie sie behauptet "
        "werden, sind es Worte des Berichts."
    ),
    "elided_means": "Die Worte stehen in einem Zitat, aber etwas ist ausgelassen oder eingefügt.",
    "altered_means": (
        "Das sind nicht die Worte eines Artikels. Die nächste Stelle unterscheidet sich wie gezeigt. Wie "
        "ähnlich sich beide sind, sagt nichts über die Wahrheit."
    ),
    "absent_means": (
        "In den durchsuchten Artikeln (%s) stehen diese Worte nicht. Das beweist nicht, dass sie nie "
        "gesagt wurden. Behauptungen in einer anderen Sprache als der der Artikel sind mit ihnen nicht "
        "vergleichbar."
    ),
    "caution": (
        "Die Zuschreibung ist die des Artikels, und wörtlich in einem Artikel heißt nicht wörtlich "
        "gesagt: Der Artikel kann eine Übersetzung sein."
    ),
    "found": "Wo die Worte stehen",
    "of_total": "%(shown)s von %(total)s Stellen",
    "excerpt": "Ein Auszug aus einem längeren Zitat: Lesen Sie, was darum herum steht.",
    "cuts": "Lesen Sie weiter: Im selben Satz steht auch",
    "not_everywhere": (
        "Ähnliche Stellen wurden nicht in allen Artikeln gesucht: Das hätte zu lange gedauert."
    ),
    "ignored": "Beim Vergleich übergangen",
    "omitted": "Ausgelassen",
    "inserted": "Eingefügt",
    "nearest": "Die nächste Stelle",
    "difference": "Der Unterschied, Wort für Wort",
    "only_claim": "nur in der Behauptung",
    "only_text": "nur im Artikel",
    "changes": "Verändert",
    "change_negation": "eine Verneinung",
    "change_number": "eine Zahl",
    "change_omission": "Worte ausgelassen",
    "change_insertion": "Worte eingefügt",
    "change_wording": "andere Worte",
    "change_spelling": "Schreibung",
    "change_case": "Groß- und Kleinschreibung",
    "change_punctuation": "Zeichensetzung",
    "change_order": "Reihenfolge",
    "change_splice": "aus mehreren Zitaten zusammengefügt",
    "quotations_in_claim": "Zitate in der Behauptung",
    "ask_again": "Noch einmal fragen",
    # Problems
    "problem": "Das ging nicht",
    "problem_404": "Unter dieser Adresse ist nichts.",
    "problem_422": (
        "Etwas an der Frage ist nicht verständlich. Sie bleibt unbeantwortet, denn Geratenes könnte "
        "falsch sein."
    ),
    "problem_unknown-speaker": "Kein Sprecher hat diesen Namen.",
    "problem_ambiguous-speaker": "Mehrere Sprecher haben diesen Namen.",
    "problem_503": "Das lässt sich gerade nicht beantworten. Bitte versuchen Sie es gleich noch einmal.",
    "candidates": "Meinten Sie",
}
