"""The command that trains what Kaca ships, on a small recipe."""

from core import shipped_weights
from core.settings.digit_trainer import DigitTrainer
from core.settings.network import ARCHITECTURES
from core.training import shipped
from core.weights import facts_of, load_weights, settings_of


def test_the_command_writes_weights_and_what_is_known_about_them(tmp_path, monkeypatch, capsys):
    recipe = DigitTrainer(train_size=200, epochs=1, batch_size=32, device="cpu", seed=3, **ARCHITECTURES["small"])
    monkeypatch.setitem(shipped_weights.RECIPES, "tiny", recipe)
    accuracy = shipped.train_and_save("tiny", tmp_path)
    data = (tmp_path / "tiny.safetensors").read_bytes()
    facts = facts_of(data)
    assert len(data) < 27_562 * 2 + 5_000, "two bytes for each weight"
    assert settings_of(data) == recipe
    assert sum(weights.numel() for weights in load_weights(recipe, data).parameters()) == 27_562
    assert facts["accuracy"] == f"{accuracy:.2%}"
    assert facts["data"] == "scikit-learn digits, 200 training images"
    assert (facts["seed"], facts["test_images"]) == ("3", "360")
    assert facts["command"].startswith("python -m core.training.shipped")
    assert "tiny: epoch 1 of 1" in capsys.readouterr().out
