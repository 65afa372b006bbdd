"""The context of all JSON-LD: what each key means, by terms of W3C vocabularies and of schema.org.

It is part of every document. At an address, even at one of this service, it would be a second request for
each reader, and a stored document would lose its meaning with the server. The keys of annotations are those
of http://www.w3.org/ns/anno.jsonld, so that tools which read them as plain JSON find them. There is no
`@vocab`: a key that is not listed here would become a term that nobody has defined.
"""

from typing import Any

import orjson


def _link(term: str) -> dict[str, str]:
    """Return the definition of a key whose values are addresses."""
    return {"@id": term, "@type": "@id"}


def _typed(term: str, datatype: str) -> dict[str, str]:
    """Return the definition of a key whose values have a datatype."""
    return {"@id": term, "@type": datatype}


_ANNOTATION = {
    "Annotation": "oa:Annotation",
    "AnnotationPage": "as:OrderedCollectionPage",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "identifying": "oa:identifying",
    "motivation": _typed("oa:motivatedBy", "@vocab"),
    "body": _link("oa:hasBody"),
    "target": _link("oa:hasTarget"),
    "source": _link("oa:hasSource"),
    "selector": _link("oa:hasSelector"),
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": _typed("oa:start", "xsd:nonNegativeInteger"),
    "end": _typed("oa:end", "xsd:nonNegativeInteger"),
}
"""The Web Annotation Vocabulary, with the keys of its data model."""

_ACTIVITY = {
    "OrderedCollectionPage": "as:OrderedCollectionPage",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "next": _link("as:next"),
    "total": _typed("as:totalItems", "xsd:nonNegativeInteger"),
    "attributedTo": _link("as:attributedTo"),
    "addressee": _link("as:to"),
}
"""Activity Streams 2.0: pages, which Web Annotation has from it, and what schema.org has no term for."""

_TYPES = (
    "CreativeWork",
    "MediaObject",
    "Message",
    "NewsArticle",
    "Organization",
    "Person",
    "PropertyValue",
    "Quotation",
)
_TEXTS = (
    "additionalProperty",
    "alternateName",
    "articleBody",
    "author",
    "copyrightNotice",
    "description",
    "encodingFormat",
    "genre",
    "headline",
    "inLanguage",
    "name",
    "publisher",
    "sha256",
    "text",
    "value",
)
_LINKS = (
    "creator",
    "encoding",
    "isBasedOn",
    "isPartOf",
    "mentions",
    "recipient",
    "sameAs",
    "sender",
    "spokenByCharacter",
    "subjectOf",
    "url",
)
_DATES = ("dateCreated", "datePublished")
_SCHEMA_ORG = {
    **{name: f"schema:{name}" for name in (*_TYPES, *_TEXTS)},
    **{name: _link(f"schema:{name}") for name in _LINKS},
    **{name: _typed(f"schema:{name}", "schema:Date") for name in _DATES},
    "quotations": {"@reverse": "schema:isBasedOn", "@type": "@id"},
}

CONTEXT: dict[str, Any] = {  # Any: JSON
    "oa": "http://www.w3.org/ns/oa#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    # Not https: its own context has this, so that here, too, the terms are those of other pages.
    "schema": "http://schema.org/",
    "id": "@id",
    "type": "@type",
    **_ANNOTATION,
    **_ACTIVITY,
    **_SCHEMA_ORG,
}
CONTEXT_JSON = orjson.Fragment(orjson.dumps(CONTEXT))
