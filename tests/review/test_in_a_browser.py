"""The review page in a real Chromium, by keyboard and by selection."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.schemas.document import ArticleDocument
from app.services.ingest import importer, validation
from tests.builders import Json, make_json, make_quote
from tests.review.conftest import run_review
from tests.review.desk import find_violations, open_desk
from tests.review.drafts import make_draft_json
from tests.review.requests import write

pytestmark = pytest.mark.slow


def test_an_article_with_forty_proposals_is_reviewed_by_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(40))
    expected = make_expected(json.loads(file.read_text()))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        desk.press("a", "a")  # the article, and Anna
        for number in range(1, 41):
            assert desk.current.startswith(f"Wir kommen zum {number}.")
            match number % 5:
                case 0:
                    desk.press("r")
                case 1:
                    desk.press("a", "u", "a")
                case 2:
                    keyboard.press("s")
                    keyboard.type("Bert")
                    keyboard.press("Tab")
                    keyboard.type("by a word")  # the certainty, in the words of the page
                    desk.press("Enter")
                    desk.press("a")
                case 3:
                    desk.press("2", "a")
                case 4:
                    # Two words less, and a character more than that; the beginning a word back and forth.
                    desk.press("ArrowLeft", "ArrowLeft", ".", "Shift+ArrowLeft", "Shift+ArrowRight", "a")
        expect(desk.page.locator("#panel")).to_contain_text("Nothing is left to decide.")
        expect(desk.page.locator("#left")).to_have_text("0 of 35 to decide")
        assert desk.complaints == []
    document = importer.read_document(file)
    wanted = ArticleDocument.model_validate(expected)
    assert [one for one in zip(document.quotes, wanted.quotes, strict=True) if one[0] != one[1]] == []
    assert document == wanted
    validation.validate(document)


def make_expected(draft: Json) -> Json:
    """Return what the keys make of a draft of forty proposals."""
    del draft["review"], draft["speakers"][0]["review"]
    kept = []
    for number, quote in enumerate(draft["quotes"], start=1):
        del quote["review"]
        if number % 5 in (3, 4):
            del quote["score"], quote["rule"]
        match number % 5:
            case 0:
                continue
            case 2:
                quote |= {"speakers": ["bert"], "certainty": {"speaker": "anaphora"}}
            case 3:
                quote["type"] = "mixed"
            case 4:
                quote["exact"] = f"Wir kommen zum {number}. Mal,"
        kept.append(quote)
    return {**draft, "quotes": kept}


def test_everything_else_is_done_by_keyboard_too(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        keyboard.press("e")
        keyboard.type("Drei Tage")
        desk.press("Enter")  # the headline
        keyboard.press("j")
        expect(desk.page.locator("#own-same")).to_be_attached()
        keyboard.press("e")
        keyboard.type("Anna Groß")
        desk.press("Enter")
        keyboard.press("j")
        keyboard.press("j")
        expect(desk.page.locator("#form-addressees")).to_be_attached()
        keyboard.press("d")
        keyboard.type("Der Rat")
        for key in ("Tab", "Tab"):
            keyboard.press(key)
        keyboard.type("is a new o")
        desk.press("Enter")
        keyboard.press("m")
        keyboard.press("Tab")
        keyboard.type("Speech")
        keyboard.press("Tab")
        keyboard.type("Die Rede")
        desk.press("Enter")
        desk.press("n")  # the word behind it
        assert desk.current == "und"
        desk.press("3")
        keyboard.press("?")
        expect(desk.page.locator("#help")).to_be_visible()
        keyboard.press("Escape")
        keyboard.press("k")
        expect(desk.page.locator("#panel blockquote")).to_have_text("Wir kommen zum 1. Mal, café 🎉")
        assert desk.complaints == []
    document = importer.read_document(file)
    assert (document.headline, document.speakers[0].name) == ("Drei Tage", "Anna Groß")
    assert (document.speakers[2].name, document.speakers[2].kind) == ("Der Rat", "organization")
    assert document.quotes[0].addressees == ["der-rat"]
    assert document.statements[0].title == "Die Rede"
    assert (document.quotes[0].statement, document.statements[0].speakers) == (
        "draft-speech-1",
        ["anna-gross"],
    )
    assert (document.quotes[3].exact, document.quotes[3].type) == ("und", "term")


def test_what_each_key_does_is_said_and_taken_back_by_one_key(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    effects = {
        "a": "Accepted.",
        "r": "Rejected: it is no longer in the file.",
        "2": "Type: mixed.",
        "3": "Type: term.",
        "ArrowLeft": "Words: Wir kommen zum 1. Mal, café.",
        "Shift+ArrowRight": "Words: kommen zum 1. Mal, café 🎉.",
        ".": "Words: Wir kommen zum 1. Mal, café 🎉“.",
        "n": "New quote: und.",
    }
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.press("a", "a")
        before = importer.read_document(file)
        said = desk.page.locator("#status")
        assert said.get_attribute("role") == "status"
        for key, words in effects.items():
            desk.press(key)
            expect(said).to_contain_text(words)
            assert importer.read_document(file) != before
            desk.press("u")
            expect(said).to_contain_text("Taken back. 3 of 6 to decide")
            assert importer.read_document(file) == before, key
            assert desk.current.startswith("Wir kommen zum 1.")
        for form, name, words in (("s", "Bert", "Speaker: Bert."), ("d", "Anna", "Addressee: Anna.")):
            desk.page.keyboard.press(form)
            desk.page.keyboard.type(name)
            desk.press("Enter")
            expect(said).to_contain_text(words)
            desk.press("u")
            assert importer.read_document(file) == before
        assert desk.complaints == []


def test_who_makes_another_person_of_a_speaker_sees_what_went(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(2))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        keyboard.press("j")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        keyboard.press("e")
        keyboard.type("Tom Stein")
        desk.press("Enter")
        told = desk.page.locator("#panel .told")
        expect(told).to_contain_text("another person. The id is tom-stein now; to decide again: 1.")
        expect(told).to_contain_text("No longer names of this person: Anna.")
        expect(desk.page.locator("#status")).to_contain_text("No longer names of this person: Anna.")
        expect(desk.page.locator("#own-names")).to_have_value("")
        assert find_violations(desk.page) == []
        keyboard.press("Escape")
        desk.press("u")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        keyboard.press("e")
        keyboard.type("Ana")
        keyboard.press("Tab")
        keyboard.press("Space")  # It is only spelt in another way.
        desk.page.locator("#own-name").focus()
        desk.press("Enter")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        expect(told).to_be_hidden()
        keyboard.press("Escape")
        desk.press("u")
        assert desk.complaints == []
    assert importer.read_document(file) == ArticleDocument.model_validate(make_draft_json(2))


def test_keys_pressed_at_once_decide_about_what_was_shown(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(5))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.page.evaluate(
            """for (const key of ["a", "a", "a", "r", "j"])
                 document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))"""
        )
        expect(desk.page.locator("#alert")).to_contain_text("An article cannot be rejected")
        expect(desk.page.locator("#left")).to_have_text("6 of 8 to decide")
    document = importer.read_document(file)
    assert not document.review
    assert document.speakers[0].review
    assert all(one.review for one in document.quotes)


def test_a_selection_behind_emoji_becomes_the_words(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        mark = desk.page.locator("#text .quotation").nth(1)
        mark.click()
        expect(desk.page.locator("#panel blockquote")).to_contain_text("zum 2.")
        # From what follows an emoji in the third line to the middle of its marked words.
        desk.page.evaluate(
            """() => {
              const line = document.querySelectorAll("#text [data-line]")[2];
              const words = line.querySelector(".quotation").firstChild;
              const before = line.querySelector("p").firstChild;
              const from = before.data.indexOf("3:");
              document.getSelection().setBaseAndExtent(before, from, words, "Wir kommen".length);
            }"""
        )
        desk.press("x")
        assert desk.current.endswith("„Wir kommen")
        desk.page.locator("#text [data-line]").nth(0).click()
        desk.page.keyboard.press("x")
        expect(desk.page.locator("#alert")).to_contain_text("Select words")
        assert desk.complaints == []
    document = importer.read_document(file)
    line = document.text.split("\r\n")[3]
    assert document.quotes[1].exact == line[line.index("3:") : line.index(" zum")]


def test_a_line_that_is_selected_by_a_triple_click_is_taken(browser: Browser, tmp_path: Path) -> None:
    """The browser selects up to what follows the line, which behind the last one is no part of the text."""
    text = "Anna sagte: „Ja“.\r\n\r\nUnd 🎉 Ende."
    file = write(tmp_path / "draft.json", make_json(text, quotes=[make_quote("Ja", review=True)]))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        lines = desk.page.locator("#text p")
        for number, words in enumerate(["Anna sagte: „Ja“.", "Und 🎉 Ende."]):
            lines.nth(number).click(click_count=3, position={"x": 5, "y": 10})
            desk.press("n")
            assert desk.current == words
        desk.page.locator("#text").evaluate("one => document.getSelection().selectAllChildren(one)")
        desk.press("n")
        assert importer.read_document(file).quotes[-1].exact == text
        assert desk.complaints == []


def test_words_behind_a_control_character_of_direction_keep_order_and_place(
    browser: Browser, tmp_path: Path
) -> None:
    text = "Sie 🎉 sagte: „Ich \u202ekomme\u2066 nicht\u202c heute\u2069 wieder“ und ging."
    file = write(tmp_path / "draft.json", make_json(text, quotes=[make_quote("nicht", review=True)]))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        places = desk.page.evaluate(
            """() => {
              const nodes = document.createTreeWalker(document.querySelector("#text"), NodeFilter.SHOW_TEXT);
              const places = [];
              for (let node; (node = nodes.nextNode()); )
                for (const word of node.data.matchAll(/[a-z]+/gi)) {
                  const range = document.createRange();
                  range.setStart(node, word.index);
                  range.setEnd(node, word.index + word[0].length);
                  const { top, left } = range.getBoundingClientRect();
                  places.push([Math.round(top), left]);
                }
              return places;
            }"""
        )
        assert len(places) == 9
        assert places == sorted(places)
        desk.page.evaluate(
            """() => {
              const last = document.querySelector("#text p").lastChild;
              const from = last.data.indexOf("wieder");
              document.getSelection().setBaseAndExtent(last, from, last, from + "wieder".length);
            }"""
        )
        desk.press("x")
        assert desk.current == "wieder"
        assert find_violations(desk.page) == []
        assert desk.complaints == []


def test_single_keys_can_be_turned_off(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(1))
    before = file.read_bytes()
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.page.keyboard.press("?")
        desk.page.locator("#single-keys").uncheck()
        desk.page.keyboard.press("Escape")
        desk.page.keyboard.press("a")
        desk.page.reload()
        desk.page.keyboard.press("a")
        desk.page.wait_for_timeout(300)
        assert file.read_bytes() == before
        desk.page.get_by_role("button", name="Accept").focus()
        desk.press("Enter")
        expect(desk.page.get_by_role("button", name="Accept")).to_be_focused()
