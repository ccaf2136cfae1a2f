"""The table of contents: every page, in the order in which to learn them."""

from typing import NamedTuple


class Page(NamedTuple):
    """`name` is the stem of pages/<name>.py, of its lesson, script and labels; `section` one of the navigation's."""

    name: str
    section: str
    icon: str


PAGES = (
    Page("perceptron", "neurons", ":material/linear_scale:"),
    Page("activations", "neurons", ":material/show_chart:"),
    Page("forward_backward", "neurons", ":material/swap_horiz:"),
    Page("playground", "networks", ":material/hub:"),
    Page("optimisers", "networks", ":material/downhill_skiing:"),
    Page("vanishing_gradients", "networks", ":material/trending_down:"),
    Page("overfitting", "networks", ":material/area_chart:"),
    Page("convolution", "vision", ":material/grid_on:"),
    Page("pooling", "vision", ":material/filter_center_focus:"),
    Page("cnn_anatomy", "vision", ":material/layers:"),
    Page("cnn_from_scratch", "vision", ":material/construction:"),
    Page("recurrent_cells", "sequences", ":material/replay:"),
    Page("forecaster", "sequences", ":material/timeline:"),
    Page("sentiment", "sequences", ":material/reviews:"),
    Page("digit_trainer", "laboratory", ":material/model_training:"),
)
