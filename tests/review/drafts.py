"""Drafts to review: as the rules leave them, with an emoji before every quote."""

from app.schemas.document import QUOTES_MAX
from tests.builders import Json, make_json, make_speaker

VERBS = ("sagte", "erklärte", "schrieb", "rief")


def make_draft_json(count: int = 40, **changes: object) -> Json:
    """Return a draft with this many quotes that wait for a review; Anna speaks in each other one."""
    lines = [
        f"👩‍👧 Tag {number}: {VERBS[number % 4]} sie: „Wir kommen zum {number}. Mal, café 🎉“, und so."
        for number in range(1, count + 1)
    ]
    text = "\r\n" + "\r\n".join(lines)
    quotes = [
        {
            "exact": f"Wir kommen zum {number}. Mal, café 🎉",
            "type": "direct",
            "speakers": ["anna"] if number % 2 else [],
            "certainty": {"speaker": "stated"} if number % 2 else {},
            "cue": {"exact": VERBS[number % 4], "prefix": f"Tag {number}: "},
            "review": True,
            "score": round(0.5 + number % 50 / 100, 2),
            "rule": "marks-after-colon",
        }
        for number in range(1, count + 1)
    ]
    speakers = [make_speaker(names=["Anna"], review=True), make_speaker("bert")]
    draft = make_json(text, id="draft", language="de", speakers=speakers, quotes=quotes)
    return {**draft, "certainty": {"language": "stated"}, "review": True, **changes}


def make_huge() -> Json:
    """Return a draft as large as a document may be: 5,000 quotes in 1,000,000 code points."""
    filling = "Und sonst geschah an diesem Tag in der ganzen Stadt wieder einmal gar nichts. "
    draft = make_draft_json(QUOTES_MAX)
    lines = draft["text"].split("\r\n")[1:]
    text = "\n".join(f"{line} {filling}" for line in lines)
    text += " " + "x" * (1_000_000 - len(text) - 1)
    return {**draft, "text": text}
