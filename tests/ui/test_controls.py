"""Controls drawn from the settings schema."""

from tests.pages.app import examples, open_page


def test_an_example_stays_named_while_the_learner_looks_around_in_it():
    app = open_page("convolution", selected="1.1")
    assert examples(app, "convolution").value == "textbook"
    app = open_page("convolution", selected="1.1", stride="2")
    assert examples(app, "convolution").value == "own"
