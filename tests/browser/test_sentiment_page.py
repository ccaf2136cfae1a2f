"""The learner's paths on the sentiment page: type, play, look; train on the mini-corpus, share; a file that is wrong."""

import re

from playwright.sync_api import expect

from core.settings.sentiment import DEFAULTS
from tests.browser.app import action, slide, wait_for_link
from tests.browser.sentiment import address, answers, expect_words, field, finish, picture, reading, rows, settings_of


def test_a_sentence_is_typed_read_and_walked_through(learner):
    page = learner(address())
    picture(page)
    expect_words(page, DEFAULTS.sentence)
    expect(answers(page).last).to_contain_text("blame")  # the bag of words sees only “bad”
    assert page.evaluate("document.documentElement.scrollWidth <= 1280")
    box = action(page, "play").bounding_box()
    assert box["y"] + box["height"] <= 720, "the picture with its player stands on the first screen"

    sentence = "This screenplay is not great but horrible"
    field(page).fill(sentence)
    expect_words(page, sentence)
    expect(page.locator(".token.unknown")).to_have_text(["screenplay"])
    wait_for_link(page, "sentence=")
    assert settings_of(page).sentence == sentence

    page.locator(".token", has_text="great").click()
    wait_for_link(page, "word=4")
    expect(rows(page).nth(4)).to_have_class(re.compile("chosen"))
    expect(rows(page).nth(5)).to_have_class(re.compile("ahead"))
    expect(page.locator(".readout")).to_contain_text(f"z = {f'{reading(sentence).so_far[4]:.3f}'.replace('-', '−')}")
    expect(page.locator(".numbers").first).to_contain_text("State after “great”")
    action(page, "forward").click()
    expect(page.locator(".readout")).to_contain_text("After “but”")
    page.get_by_role("button", name="Without it").click()
    expect(page.get_by_role("button", name="Gradient × input")).to_be_visible()

    for nothing in ("😀 !!", ""):
        field(page).fill(nothing)
        expect(page.locator(".readout")).to_contain_text("There is no word in it yet")
        expect(rows(page)).to_have_count(0)
    page.get_by_role("button", name="The film is not boring but brilliant").click()
    expect(answers(page).last).to_have_text("undecided")


def test_train_on_the_mini_corpus_and_share_the_run(learner):
    page = learner(address(epochs=2, pad_mode="post", max_length=60, train_texts=1000, sentence="a bad film"))
    picture(page)
    expect(page.get_by_text("Changed since this training")).to_be_visible()
    page.get_by_role("button", name="Train", exact=True).click()
    wait_for_link(page, "run=")
    finish(page)
    expect(page.get_by_text("Changed since this training")).to_have_count(0)
    expect(page.locator(".pads")).to_have_text(["57 × pad"])
    expect(page.get_by_text("1\u202f000 training and 784 test texts")).to_be_visible()
    slide(page, "Epochs", "ArrowRight")
    expect(page.get_by_text("Changed since this training")).to_contain_text("Epochs")
    for view, seen in (("Curves", "Training and test accuracy"), ("Evaluation", "ROC curves"), ("Word map", "Map of")):
        page.get_by_role("radio", name=view, exact=True).click()
        expect(page.get_by_role("figure", name=re.compile(seen)).first).to_be_visible()
    page.get_by_role("radio", name="Hardest texts", exact=True).click()
    expect(page.locator(".facts tbody tr")).to_have_count(12)
    wait_for_link(page, "view=worst")

    other = learner(page.url, width=390, height=844)
    expect(other.locator(".facts tbody tr")).to_have_count(12)
    other.get_by_role("radio", name="Your sentence", exact=True).click()
    expect(field(other)).to_have_value("a bad film")
    expect(other.locator(".pads")).to_have_text(["57 × pad"])
    assert other.evaluate("document.documentElement.scrollWidth <= 390")


def test_a_file_that_is_wrong_is_explained_and_a_good_one_trains(learner, tmp_path):
    page = learner(address(data="csv", epochs=1))
    picture(page)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("Choose a CSV file with your texts first.")).to_be_visible()
    lines = [f"{'fine' if i % 2 else 'poor'} number {i},{'yes' if i % 2 else 'no'}" for i in range(60)]
    broken, good = tmp_path / "broken.csv", tmp_path / "good.csv"
    broken.write_text("\n".join(["text,label", *lines[:5], "no label here,", *lines]))
    good.write_text("\n".join(["text,label", *lines]))
    upload = page.locator('input[type="file"]')
    upload.set_input_files(broken)
    expect(page.get_by_text("Row 7 has no label")).to_be_visible()
    expect_words(page, DEFAULTS.sentence)
    upload.set_input_files(good)
    expect(page.get_by_text("In use: good.csv")).to_be_visible()
    page.get_by_role("button", name="Train", exact=True).click()
    finish(page)
    expect(page.get_by_text("good.csv · 48 training and 12 test texts")).to_be_visible()
    expect(answers(page).first).to_contain_text(re.compile("yes|no|undecided"))
