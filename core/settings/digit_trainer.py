"""Settings of the digit trainer: which data, which network, how it is trained. Also the job's specification."""

from dataclasses import dataclass

from core.settings.mission import Mission
from core.settings.network import ARCHITECTURES, Network
from core.settings.schema import choice, ladder, number


@dataclass(frozen=True)
class DigitTrainer(Network):
    data: str = choice("digits", ("digits", "mnist"))
    train_size: int = choice(60_000, (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000))

    optimizer: str = choice("adam", ("sgd", "momentum", "rmsprop", "adam", "adamw"))
    learning_rate: float = choice(0.01, ladder(-5, 0))
    schedule: str = choice("one_cycle", ("constant", "step", "cosine", "one_cycle"))
    batch_size: int = choice(64, (16, 32, 64, 128, 256, 512, 1024, 2048))
    epochs: int = number(8, 1, 30, 1)
    weight_decay: float = choice(0.0, (0.0, *ladder(-5, -1)))
    label_smoothing: float = number(0.0, 0.0, 0.3, 0.05)
    shift: int = number(0, 0, 4, 1)
    rotate: int = number(0, 0, 30, 1)
    seed: int = number(0, 0, 9999, 1)
    device: str = choice("auto", ("auto", "cuda", "mps", "cpu"))


DEFAULTS = DigitTrainer()

# Curriculum 11, and the recipe that gets there fastest.
PRESETS: dict[str, DigitTrainer] = {
    "quick_start": DigitTrainer(),
    "case_study": DigitTrainer(
        data="mnist", learning_rate=0.001, schedule="constant", batch_size=64, epochs=5, **ARCHITECTURES["case_study"]
    ),
    "two_conv": DigitTrainer(
        data="mnist", learning_rate=0.001, schedule="constant", batch_size=64, epochs=3, **ARCHITECTURES["textbook"]
    ),
    "dense": DigitTrainer(
        data="mnist", learning_rate=0.001, schedule="constant", batch_size=32, epochs=5, **ARCHITECTURES["dense"]
    ),
    "fast_mnist": DigitTrainer(
        data="mnist", schedule="cosine", batch_size=256, epochs=2, label_smoothing=0.05, **ARCHITECTURES["case_study"]
    ),
    "diverges": DigitTrainer(activation="leaky_relu", optimizer="momentum", learning_rate=1.0, schedule="constant"),
}

MISSIONS: dict[str, Mission] = {
    "diverges": Mission(PRESETS["diverges"], ("faster", "slower", "breaks"), "breaks"),
    "few_images": Mission(
        DigitTrainer(train_size=100, epochs=30, batch_size=16, learning_rate=0.001, schedule="constant"),
        ("together", "gap", "neither"),
        "gap",
    ),
    "deep_sigmoid": Mission(
        DigitTrainer(
            family="dense", hidden=5, width_1=64, activation="sigmoid", optimizer="sgd", learning_rate=0.1, schedule="constant"
        ),
        ("learns", "stuck", "diverges"),
        "stuck",
    ),
}
