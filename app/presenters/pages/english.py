"""The words of pages in English."""

ENGLISH = {
    "home": "Wortlaut, to the front page",
    "articles": "Articles",
    "speakers": "Speakers",
    "quotes": "Quotations",
    "quotes_and_reports": "Quotations and reports",
    "verify": "Verify a quotation",
    "api": "For programs: the API",
    "more": "More of this service",
    "next": "Next page",
    "search": "Search",
    "search_articles": "Search all articles",
    "none": "Nothing was found.",
    "unknown": "not stated",
    "unstated": "Not stated",
    # Front page
    "front_claim": "Did they really say that?",
    "front_intro": (
        "Wortlaut has news articles and the statements quoted in them, word for word: who said what to "
        "whom, and where exactly. Similar words are never confirmed."
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
    "translated": "This text is a translation. Quotations are in the words of the translation.",
    "translated_doubt": (
        "This text is probably a translation (%s). Quotations are then in the words of the translation."
    ),
    "translated_ambiguous": "It is unclear whether this text is a translation.",
    "alternative": " or ",
    "verbatim": "Verbatim in this article is not verbatim uttered: the attribution is the article’s.",
    "published_on": "Day of publication",
    "publisher": "Publisher",
    "author": "Author",
    "language": "Language",
    "rights": "Rights",
    "source": "Web address",
    "plain_text": "The exact text",
    "as_data": "As data",
    "digest": "SHA-256 of the text",
    "legend": "Signs",
    "legend_direct": "tinted, between bars: words in quotation marks",
    "legend_indirect": "underlined: the reporter’s words about what was said",
    "legend_doubt": "the speaker is inferred or unclear",
    "notes": "Each passage",
    "statements": "Letters and other statements",
    "no_quotes": "No passage of this text is marked as quoted.",
    "no_speaker": "no speaker stated",
    "nested": "inside",
    "continues": "continues",
    "permalink": "Link to these words",
    "cite": "Cite",
    "where": "in",
    "to": "to",
    "via": "reported by",
    "speaker": "Speaker",
    "addressee": "Addressee",
    "statement": "Statement",
    "form": "Form",
    "kind": "Kind",
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
    "read_at_source": "Read it where the article was published",
    "address": "Address",
    "formats": "To cite or to reuse",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "csl": "CSL-JSON",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "citation-en": "Sentence in English",
    "citation-de": "Sentence in German",
    "place": "Place",
    "offsets": "code points %(start)s to %(end)s",
    "filtered_by": "only %s",
    # Verdict
    "verdict": "Verdict",
    "claimed": "Claim",
    "claimed_speaker": "Said to be by",
    "verified": "Verified",
    "misattributed": "Somebody else’s words",
    "unattributed": "Quoted, but not clear whose words",
    "not_a_quotation": "No quotation: the reporter’s words",
    "elided": "Shortened or edited",
    "altered": "Not these words",
    "absent": "Not found",
    "verified_means": (
        "These words are in a quotation of an article, letter for letter or with other typography alone."
    ),
    "misattributed_means": "The words are in a quotation, but by the article it is another speaker’s.",
    "unattributed_means": (
        "The words are in quotation marks, but the article does not say clearly whose they are."
    ),
    "not_a_quotation_means": (
        "The words are in an article, but not inside one quotation. As they are claimed they are the "
        "reporter’s."
    ),
    "elided_means": "The words are in one quotation, but something was left out or put in.",
    "altered_means": (
        "These are not the words of any article here. The nearest passage differs as shown. How alike the"
        " two are says nothing about truth."
    ),
    "absent_means": (
        "These words are not in the articles searched (%s). That does not prove that they were never "
        "said. Claims in another language than the articles cannot be compared with them."
    ),
    "caution": (
        "The attribution is the article’s, and verbatim in an article is not verbatim uttered: the "
        "article may be a translation."
    ),
    "found": "Where the words are",
    "of_total": "%(shown)s of %(total)s places",
    "excerpt": "An excerpt of a longer quotation: read what is around it.",
    "cuts": "Read on: the same sentence also has",
    "not_everywhere": ("Similar passages were not sought in all articles: that would have taken too long."),
    "ignored": "Ignored in the comparison",
    "omitted": "Left out",
    "inserted": "Put in",
    "nearest": "The nearest passage",
    "difference": "The difference, word by word",
    "only_claim": "only in the claim",
    "only_text": "only in the article",
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
    "problem_unknown-speaker": "No speaker goes by that name.",
    "problem_ambiguous-speaker": "Several speakers go by that name.",
    "problem_503": "That cannot be answered right now. Please try again in a moment.",
    "candidates": "Did you mean",
}
