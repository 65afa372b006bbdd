"""The words of pages in German and English: the same keys in both, which a test compares."""

from app.presenters.page_language import PageLanguage


class Words:
    """The words of one language, as attributes, or as items where the key is a value of the vocabulary.

    Templates look up hundreds of them for a page; attributes of an object are found in a fifth of the time.
    """

    def __init__(self, words: dict[str, str]) -> None:
        self.__dict__.update(words)

    def __getitem__(self, key: str) -> str:
        word: str = self.__dict__[key]
        return word

    def __getattr__(self, key: str) -> str:
        raise AttributeError(key)  # Types: all others are words.

    def __contains__(self, key: str) -> bool:
        return key in self.__dict__


ENGLISH = {
    "home": "Wortlaut, to the front page",
    "articles": "Articles",
    "speakers": "Speakers",
    "quotes": "Quotations",
    "verify": "Verify a quotation",
    "api": "For programs: the API",
    "more": "More of this service",
    "next": "Next page",
    "search": "Search",
    "none": "Nothing was found.",
    "unknown": "not stated",
    # Front page
    "front_title": "Wortlaut: the exact wording",
    "front_claim": "Did they really say that?",
    "front_intro": (
        "Wortlaut has news articles and the statements quoted in them, word for word: who said what to "
        "whom, and where exactly it stands. Similar words are never confirmed."
    ),
    "form_words": "The words, as you found them",
    "form_speaker": "Said by (may be left empty)",
    "form_ask": "Verify",
    "form_search": "Search all quotations",
    "form_search_hint": "Words, “phrases”, beginnings (Freund*), exclusions (-Japan)",
    "latest": "Added last",
    "coverage": (
        "%(articles)s articles, %(statements)s statements, %(quotes)s quotations and reports, "
        "%(speakers)s speakers"
    ),
    "all_articles": "All articles",
    "all_speakers": "All speakers",
    "all_quotes": "All quotations and reports",
    # Article
    "about": "About this text",
    "untitled": "No headline stated: %s",
    "translated": "This text is a translation. Quotations are in the words of a translator.",
    "translated_inferred": (
        "This text is probably a translation (inferred). Quotations are then in the words of a translator."
    ),
    "verbatim": "Verbatim in this article is not verbatim uttered: the attribution is the article’s.",
    "published_on": "Published",
    "publisher": "Publisher",
    "author": "Author",
    "language": "Language",
    "rights": "Rights",
    "source": "Where it was published",
    "plain_text": "The exact text",
    "as_data": "As data",
    "digest": "SHA-256 of the text",
    "legend": "Signs",
    "legend_direct": "tinted, double bars: words in quotation marks",
    "legend_indirect": "underlined only: the reporter’s words about what was said",
    "notes": "Each passage",
    "statements": "Letters and other statements",
    "no_quotes": "No passage of this text is marked as quoted.",
    "no_speaker": "nobody’s statement",
    "nested": "inside",
    "continues": "continues",
    "permalink": "Link to the words",
    "cite": "Cite",
    "where": "in",
    "to": "to",
    "via": "reported by",
    "speaker": "Speaker",
    "addressee": "Addressee",
    "statement": "Statement",
    "certainty": "How certain",
    "form": "Form",
    "date": "Day",
    "occasion": "Occasion",
    "original_language": "Original language",
    "count_quotes": "passages here",
    # Certainties
    "stated": "stated",
    "anaphora": "by a word like “he”",
    "inferred": "inferred",
    "ambiguous": "unclear",
    # Types
    "direct": "full quotation",
    "mixed": "words in marks within a sentence of the reporter’s",
    "term": "term in marks, nobody’s statement",
    "indirect": "indirect speech, in the reporter’s words",
    "reported": "report of the act, in the reporter’s words",
    # Forms
    "letter": "letter",
    "speech": "speech",
    "interview": "interview",
    "report": "report",
    "pledge": "pledge",
    "press_release": "press release",
    "press_conference": "press conference",
    "conversation": "conversation",
    "post": "post",
    "book": "book",
    "document": "document",
    "other": "other",
    # Kinds of speakers
    "person": "Person",
    "organization": "Organization",
    "names": "Names in the articles",
    "about_speaker": "In the words of the articles",
    "same_as": "The same elsewhere",
    "counts": "%(quotes)s passages, %(statements)s statements, %(articles)s articles",
    "find_speaker": "Find a name",
    # Quotation
    "quote": "Quotation",
    "passage": "Passage",
    "read_in_article": "Read it in the article",
    "read_at_source": "Read it where it was published",
    "address": "Address",
    "formats": "To cite or to reuse",
    "place": "Place",
    "offsets": "code points %(start)s to %(end)s",
    "filtered_by": "only %s",
    # Verdict
    "verdict": "Verdict",
    "claimed": "Claim",
    "claimed_speaker": "Claimed speaker",
    "nobody_claimed": "nobody named",
    "verified": "Verified",
    "misattributed": "Somebody else’s words",
    "unattributed": "Quoted, but not clear whose words",
    "not_a_quotation": "No quotation: the reporter’s words",
    "elided": "Shortened or edited",
    "altered": "Not these words",
    "absent": "Not found",
    "verified_means": (
        "These words stand in a quotation of an article, letter for letter or with other typography alone."
    ),
    "misattributed_means": "The words stand in a quotation, but by the article it is another speaker’s.",
    "unattributed_means": (
        "The words stand in quotation marks, but the article does not say clearly whose they are."
    ),
    "not_a_quotation_means": (
        "The words stand in an article, but not inside one quotation. As they are claimed they are the "
        "reporter’s."
    ),
    "elided_means": "The words stand in one quotation, but something was left out or put in.",
    "altered_means": (
        "These are not the words of any article here. The nearest passage differs as shown. How alike the"
        " two are says nothing about truth."
    ),
    "absent_means": (
        "These words do not stand in the %s articles searched. That does not prove that they were never "
        "said. Claims in another language than the articles cannot be compared with them."
    ),
    "caution": (
        "The attribution is the article’s, and verbatim in an article is not verbatim uttered: the "
        "article may be a translation."
    ),
    "found": "Where the words stand",
    "of_total": "%(shown)s of %(total)s places",
    "excerpt": "An excerpt of a longer quotation: read what is around it.",
    "cuts": "Read on: the same sentence also has",
    "omitted": "Left out",
    "inserted": "Put in",
    "nearest": "The nearest passage",
    "difference": "The difference, word by word",
    "only_claim": "only in the claim",
    "only_text": "only in the article",
    "instead": "the claim has it instead of",
    "changes": "Changed",
    "change_negation": "a negation",
    "change_number": "a number",
    "change_omission": "words left out",
    "change_insertion": "words put in",
    "change_wording": "other words",
    "change_spelling": "spelling",
    "change_case": "capital letters",
    "change_punctuation": "punctuation",
    "change_order": "order",
    "change_splice": "joined from several quotations",
    "quotations_in_claim": "Quotations in the claim",
    "ask_again": "Ask again",
    # Problems
    "problem": "That did not work",
    "problem_404": "There is nothing at this address.",
    "problem_422": (
        "Something in the question is not understood, so it is not answered: a guess could be wrong."
    ),
    "problem_503": "That cannot be answered right now. Please try again in a moment.",
    "candidates": "Did you mean",
}

GERMAN = {
    "home": "Wortlaut, zur Startseite",
    "articles": "Artikel",
    "speakers": "Sprecher",
    "quotes": "Zitate",
    "verify": "Ein Zitat prüfen",
    "api": "Für Programme: die API",
    "more": "Mehr auf diesen Seiten",
    "next": "Nächste Seite",
    "search": "Suchen",
    "none": "Nichts gefunden.",
    "unknown": "nicht angegeben",
    # Front page
    "front_title": "Wortlaut",
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
    "translated": "Dieser Text ist eine Übersetzung. Zitate stehen in den Worten eines Übersetzers.",
    "translated_inferred": (
        "Dieser Text ist wahrscheinlich eine Übersetzung (erschlossen). Zitate stehen dann in den Worten "
        "eines Übersetzers."
    ),
    "verbatim": (
        "Wörtlich in diesem Artikel heißt nicht wörtlich gesagt: Die Zuschreibung ist die des Artikels."
    ),
    "published_on": "Erschienen",
    "publisher": "Herausgeber",
    "author": "Autor",
    "language": "Sprache",
    "rights": "Rechte",
    "source": "Wo er erschienen ist",
    "plain_text": "Der genaue Text",
    "as_data": "Als Daten",
    "digest": "SHA-256 des Textes",
    "legend": "Zeichen",
    "legend_direct": "getönt, mit Strichen an den Seiten: Worte in Anführungszeichen",
    "legend_indirect": "nur unterstrichen: Worte des Berichts über das Gesagte",
    "notes": "Jede Stelle",
    "statements": "Briefe und andere Äußerungen",
    "no_quotes": "Keine Stelle dieses Textes ist als zitiert ausgezeichnet.",
    "no_speaker": "niemandes Äußerung",
    "nested": "innerhalb von",
    "continues": "setzt fort",
    "permalink": "Link auf die Worte",
    "cite": "Zitieren",
    "where": "in",
    "to": "an",
    "via": "berichtet von",
    "speaker": "Sprecher",
    "addressee": "Adressat",
    "statement": "Äußerung",
    "certainty": "Wie sicher",
    "form": "Form",
    "date": "Tag",
    "occasion": "Anlass",
    "original_language": "Ursprüngliche Sprache",
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
    "read_in_article": "Im Artikel lesen",
    "read_at_source": "Dort lesen, wo er erschienen ist",
    "address": "Adresse",
    "formats": "Zum Zitieren und Weiterverwenden",
    "place": "Stelle",
    "offsets": "Codepunkte %(start)s bis %(end)s",
    "filtered_by": "nur %s",
    # Verdict
    "verdict": "Ergebnis",
    "claimed": "Behauptung",
    "claimed_speaker": "Behaupteter Sprecher",
    "nobody_claimed": "niemand genannt",
    "verified": "Bestätigt",
    "misattributed": "Worte eines anderen",
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
        "Diese Worte stehen nicht in den %s durchsuchten Artikeln. Das beweist nicht, dass sie nie gesagt"
        " wurden. Behauptungen in einer anderen Sprache als der der Artikel sind mit ihnen nicht "
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
    "omitted": "Ausgelassen",
    "inserted": "Eingefügt",
    "nearest": "Die nächste Stelle",
    "difference": "Der Unterschied, Wort für Wort",
    "only_claim": "nur in der Behauptung",
    "only_text": "nur im Artikel",
    "instead": "so die Behauptung anstelle von",
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
    "problem_503": "Das lässt sich gerade nicht beantworten. Bitte versuchen Sie es gleich noch einmal.",
    "candidates": "Meinten Sie",
}

WORDS: dict[PageLanguage, Words] = {"en": Words(ENGLISH), "de": Words(GERMAN)}
