"""Settings of the forward-and-backward page drawn at random: every architecture, activation and loss."""

from hypothesis import strategies as st

from core.settings.forward_backward import ForwardBackward


@st.composite
def networks(draw):
    loss = draw(st.sampled_from(("mse", "binary_cross_entropy", "cross_entropy")))
    return ForwardBackward(
        inputs=draw(st.integers(1, 4)),
        hidden_first=draw(st.integers(0, 6)),
        hidden_second=draw(st.integers(0, 6)),
        outputs=draw(st.integers(2 if loss == "cross_entropy" else 1, 4)),
        activation=draw(st.sampled_from(("sigmoid", "tanh", "relu"))),
        output_activation=draw(st.sampled_from(("sigmoid", "tanh", "linear"))),
        loss=loss,
        learning_rate=draw(st.sampled_from((0.01, 0.1, 0.5))),
        initial=draw(st.sampled_from(("textbook", "program", "random"))),
        seed=draw(st.integers(0, 999)),
        updates=draw(st.integers(0, 12)),
    )
