"""How good the network is on pictures it was not trained on."""

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import confusion_matrix
from torch import nn

from core.data.digits import normalise
from core.training.events import Mistake
from core.training.run import Evaluation

BATCH = 500  # large enough to keep the processor busy, small enough to stay in its cache
MOST_MISTAKES = 24


@torch.inference_mode()
def evaluate(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> Evaluation:
    """`model` on all `images`, uint8 (n, 1, 28, 28), and `labels` (n,), both on the model's device."""
    model.eval()
    logits = torch.cat([model(normalise(batch)) for batch in images.split(BATCH)]).float()
    loss = F.cross_entropy(logits, labels).item()
    confidence, predicted = (values.cpu().numpy() for values in logits.softmax(1).max(1))
    actual = labels.cpu().numpy()
    wrong = np.flatnonzero(predicted != actual)
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:MOST_MISTAKES]
    return Evaluation(
        loss=loss,
        accuracy=float((predicted == actual).mean()),
        confusion=confusion_matrix(actual, predicted, labels=range(10)),
        mistakes=tuple(Mistake(int(i), int(actual[i]), int(predicted[i]), float(confidence[i])) for i in worst),
    )
