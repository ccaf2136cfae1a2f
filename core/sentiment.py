"""Sentiment: a text becomes one number, the logit of being praise, read word by word by a recurrent network."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.recurrent import MODULES
from core.text import PADDING


class SentimentNetwork(nn.Module):
    """Embedding → RNN, LSTM or GRU → one state for the whole text → logit.

    `readout` makes one state of many: "last" takes the one after the last word (of a backward pass the one after the
    first), "mean" and "max" go over all words. `rows` of the embedding table: words, and padding and unknown besides.
    """

    def __init__(
        self,
        rows: int,
        embedding_dim: int,
        hidden_size: int,
        cell: str = "lstm",
        num_layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
        readout: str = "last",
    ):
        super().__init__()
        self.readout = readout
        self.embedding = nn.Embedding(rows, embedding_dim, padding_idx=PADDING)
        self.recurrent = MODULES[cell](
            embedding_dim,
            hidden_size,
            num_layers,
            batch_first=True,
            bidirectional=bidirectional,
            dropout=dropout if num_layers > 1 else 0.0,
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size * (2 if bidirectional else 1), 1)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """ids (batch, time) and how many of each row to read (batch,) → logits (batch,). What lies behind is masked."""
        return self.from_vectors(self.embedding(ids), lengths)[0]

    def from_vectors(self, vectors: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """vectors (batch, time, embedding_dim) → logits (batch,), and every hidden state (batch, time, features)."""
        states = self.states(vectors, lengths)
        return self.output(self.dropout(self.read_out(states, lengths))).squeeze(1), states

    def states(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """(batch, time, embedding_dim) → (batch, time, features); behind a row's length they mean nothing."""
        if not self.recurrent.bidirectional or bool((lengths == vectors.shape[1]).all()):
            # Forward, padding comes after the words and cannot reach them: one call, no packing, which costs a processor more.
            return self.recurrent(vectors)[0]
        packed = nn.utils.rnn.pack_padded_sequence(vectors, lengths.cpu(), batch_first=True, enforce_sorted=False)
        return nn.utils.rnn.pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=vectors.shape[1])[0]

    def read_out(self, states: Tensor, lengths: Tensor) -> Tensor:
        """(batch, time, features) → (batch, features)."""
        if self.readout == "last":
            last = states[torch.arange(len(states), device=states.device), lengths - 1]
            if not self.recurrent.bidirectional:
                return last
            half = states.shape[2] // 2
            return torch.cat([last[:, :half], states[:, 0, half:]], dim=1)
        inside = (torch.arange(states.shape[1], device=states.device) < lengths[:, None])[:, :, None]  # (batch, time, 1)
        if self.readout == "mean":
            return (states * inside).sum(1) / lengths[:, None]
        return states.masked_fill(~inside, -torch.inf).amax(1)
