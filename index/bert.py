"""The default model's encoder: BERT in torch's own fused transformer layers, without loading sentence-transformers.

Same folder, same vectors as sentence-transformers (cosine 0.9999, `tests/index/test_encoder.py`), but it is ready in
2.5 s instead of 6.7 s, takes 130 MB less and 15 ms instead of 25 ms a question (`scripts.bench index`, `bench ask`):
the weights stay memory-mapped, so that only the word vectors in use are resident, and pooling is done in float32.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

_PARTS = {
    "self_attn.out_proj": "attention.output.dense",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm1": "attention.output.LayerNorm",
    "norm2": "output.LayerNorm",
}
_PIECE = re.compile(
    r"[\u0000-\u00ff\u2000-\u206f\u2190-\u27ff\u2e80-\u33ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u2581"
    r"\u0600-\u06ff\u1100-\u11ff\uac00-\ud7af]*"
)
"""A piece of the vocabulary that is kept; the special ones, which come first, are ASCII."""


class Bert(nn.Module):
    """BERT with mean pooling over a sentence-transformers folder (Devlin et al., arXiv 1810.04805)."""

    def __init__(self, folder: Path) -> None:
        """Load the folder's weights as they are stored, memory-mapped."""
        super().__init__()
        config = json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        width, epsilon = config["hidden_size"], config["layer_norm_eps"]
        with torch.device("meta"):  # the file has the weights: random ones would take 90 MB and a tenth of a second
            layer = nn.TransformerEncoderLayer(
                width,
                config["num_attention_heads"],
                config["intermediate_size"],
                dropout=0.0,
                activation=config["hidden_act"],
                layer_norm_eps=epsilon,
                batch_first=True,
            )
            self.layers = nn.TransformerEncoder(layer, config["num_hidden_layers"], enable_nested_tensor=False)
            self.norm = nn.LayerNorm(width, eps=epsilon)
        self.words = _table(weights["embeddings.word_embeddings.weight"])
        self.positions = _table(weights["embeddings.position_embeddings.weight"])
        self.register_buffer("segment", weights["embeddings.token_type_embeddings.weight"][0])
        self.load_state_dict(_renamed(weights, config["num_hidden_layers"]), strict=False, assign=True)
        self.requires_grad_(False).eval()
        self.width = width

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return one normalised float32 vector a row; `ids` and `mask` (True at tokens) are batch x length."""
        hidden = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.segment
        hidden = self.layers(self.norm(hidden), src_key_padding_mask=None if bool(mask.all()) else ~mask)
        kept = mask.unsqueeze(-1)
        return nn.functional.normalize((hidden.float() * kept).sum(1) / kept.sum(1), dim=1)


def _table(rows: Tensor) -> nn.Embedding:
    count, width = rows.shape
    return nn.Embedding(count, width, _weight=rows)


def _renamed(weights: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Name BERT's tensors as torch's encoder layers do, query, key and value joined."""
    state = {f"norm.{kind}": weights[f"embeddings.LayerNorm.{kind}"] for kind in ("weight", "bias")}
    for number in range(layers):
        source, target = f"encoder.layer.{number}", f"layers.layers.{number}"
        for kind in ("weight", "bias"):
            joined = [weights[f"{source}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"{target}.self_attn.in_proj_{kind}"] = torch.cat(joined)
            for ours, theirs in _PARTS.items():
                state[f"{target}.{ours}.{kind}"] = weights[f"{source}.{theirs}.{kind}"]
    return state


def load_tokenizer(folder: Path) -> tuple[Tokenizer, Tensor]:
    """Load the folder's tokenizer, cutting at the model's longest input and padding to the longest of a batch.

    Of its 250,002 pieces those of Chinese, Uyghur, Korean, ASCII and punctuation are kept: text of these is cut the
    same, and the table takes 130 MB instead of 280; a letter of another script is an unknown one.

    Returns:
        The tokenizer, and the model's number of each of its pieces.
    """
    config = json.loads((folder / "config.json").read_text())
    whole = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    pieces = whole["model"]["vocab"]
    kept = [number for number, (piece, _) in enumerate(pieces) if _PIECE.fullmatch(piece)]
    whole["model"]["vocab"] = [pieces[number] for number in kept]
    tokenizer = Tokenizer.from_str(json.dumps(whole))
    tokenizer.enable_truncation(config["max_position_embeddings"])
    tokenizer.enable_padding(pad_id=config["pad_token_id"], pad_token="<pad>")  # noqa: S106 - a piece of the vocabulary
    return tokenizer, torch.tensor(kept)
