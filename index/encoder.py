"""Text to vectors: the default model from DATA_DIR, or any sentence-transformers model by EMBEDDING_MODEL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import default_model

BATCH = 16
Vectors = NDArray[np.float32]
Progress = Callable[[float], None]


def silent(share: float) -> None:
    """Report progress to nobody."""


class EncoderError(Exception):
    """A model cannot be used; the message is one Chinese line that names the setting, its value and what is allowed."""


class Encoder(Protocol):
    """What a model does for the index. Vectors are float32 rows of length 1, so an inner product is a cosine."""

    name: str
    """What the manifest of a snapshot records; a snapshot is only searched with the model of this name."""
    width: int

    def encode_query(self, question: str) -> Vectors:
        """Return the vector of one question, shape (width,)."""

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text, shape (len(texts), width)."""


class E5Encoder:
    """The default model, run by `index.bert`."""

    def __init__(self, folder: Path) -> None:
        """Load an unpacked default model."""
        from index.bert import Bert, load_tokenizer

        self._tokenizer, self._numbers = load_tokenizer(folder)
        self._bert = Bert(folder)
        self.name = default_model.NAME
        self.width = self._bert.width

    def _encode(self, texts: Sequence[str]) -> Vectors:
        import torch

        encoded = self._tokenizer.encode_batch(list(texts))
        ids = self._numbers[torch.tensor([e.ids for e in encoded])]
        mask = torch.tensor([e.attention_mask for e in encoded], dtype=torch.bool)
        with torch.inference_mode():
            vectors: Vectors = self._bert(ids, mask).numpy()
        return vectors

    def encode_query(self, question: str) -> Vectors:
        """Return the vector of one question, shape (width,)."""
        row: Vectors = self._encode([default_model.PROMPTS["query"] + question])[0]
        return row

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text, shape (len(texts), width); texts of like length share a batch, to pad little."""
        rows = np.empty((len(texts), self.width), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows[batch] = self._encode([default_model.PROMPTS["document"] + texts[i] for i in batch])
            progress(min(1.0, (start + BATCH) / len(order)))
        return rows


class SentenceTransformerEncoder:
    """Any other model: a hub id or a folder, run by sentence-transformers."""

    def __init__(self, model: str) -> None:
        """Load the model; a hub id is downloaded once by sentence-transformers."""
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu")
        self.name = model
        width = self._model.get_embedding_dimension()
        if width is None:
            raise ValueError(f"{model} gives no vectors of a fixed width")
        self.width = width

    def encode_query(self, question: str) -> Vectors:
        """Return the vector of one question, shape (width,)."""
        row: Vectors = self._as_rows(
            self._model.encode_query([question], normalize_embeddings=True, show_progress_bar=False)
        )[0]
        return row

    def encode_documents(self, texts: Sequence[str], progress: Progress = silent) -> Vectors:
        """Return one row a text, shape (len(texts), width)."""
        rows = np.empty((len(texts), self.width), dtype=np.float32)
        for start in range(0, len(texts), BATCH * 4):
            part = list(texts[start : start + BATCH * 4])
            rows[start : start + len(part)] = self._as_rows(
                self._model.encode_document(part, normalize_embeddings=True, show_progress_bar=False)
            )
            progress((start + len(part)) / len(texts))
        return rows

    @staticmethod
    def _as_rows(vectors: object) -> Vectors:
        rows = np.asarray(vectors, dtype=np.float32)
        # normalised in bfloat16 a row is up to 0.5 % off
        normalised: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return normalised


def load_encoder(model: str, data_dir: Path, progress: Progress = silent) -> Encoder:
    """Load the encoder a setting names.

    Args:
        model: EMBEDDING_MODEL: "" or the default model's name for the default, else a hub id or a folder.
        data_dir: DATA_DIR; the default model is unpacked into its `models` folder at the first use.
        progress: Called with the share of unpacking done.

    Returns:
        The encoder, ready.

    Raises:
        EncoderError: The model cannot be had or read.
    """
    if model not in ("", default_model.NAME):
        try:
            return SentenceTransformerEncoder(model)
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"设置 EMBEDDING_MODEL 的值“{model}”不能用（{type(error).__name__}），应为：留空（默认模型），"
                "或者 sentence-transformers 能打开的模型文件夹或模型名（第一次用要能联网）"
            ) from error
    import torch

    # bfloat16 halves the memory and the time, but only where the processor multiplies it by itself
    capabilities = torch.cpu.get_capabilities()
    native = capabilities.get("avx512_bf16") or capabilities.get("amx_bf16") or capabilities.get("bf16")
    dtype = torch.bfloat16 if native else torch.float32
    folder = data_dir / "models" / f"{default_model.NAME}-{str(dtype).removeprefix('torch.')}"
    try:
        return E5Encoder(default_model.unpack(folder, dtype, progress))
    except OSError as error:
        raise EncoderError(f"默认模型写不进 {folder.parent}（{error.strerror}），请检查 DATA_DIR 和磁盘空间") from error
