"""Words recognised on the picture of a page by RapidOCR, an optional extra (requirements-ocr.txt).

Its models are inside the package; nothing is fetched.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from math import dist
from typing import TYPE_CHECKING, Any

from knowledge import progress
from knowledge.pdf_page import SMALLEST, Box, Line, is_wide

if TYPE_CHECKING:
    from pypdfium2 import PdfBitmap

_SETTINGS = {
    "Global.log_level": "critical",
    "Global.max_side_len": 4000,  # pictures come in the size they are to be read at
    "Global.use_cls": False,  # a page upside down is turned as a whole
    # One thread leaves the other processors to whoever waits for an answer, and needs the least memory. So does looking
    # for lines on a smaller picture (a page then takes 430 MB instead of 920), with the same words found.
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
}
_LEAST, _SURE, _TRIED = 0.5, 0.8, 8
"""Score (0 to 1) below which a line is no line; mean score of the first eight from which they are the right way up."""
_SMALLEST, _LONGEST = 40, 100
"""Pixels of a picture's side, and width of a line to its height, beyond which RapidOCR would blow slivers up."""
_HAN = re.compile("[\u4e00-\u9fff]")
_MARKS = str.maketrans(",:;?!", "，：；？！")


def available() -> bool:
    """Tell whether RapidOCR and its engine are installed."""
    return all(find_spec(package) for package in ("rapidocr", "onnxruntime"))


def recognise(picture: PdfBitmap, scale: float, *, any_way_up: bool = False) -> list[Line] | None:
    """Recognise the words on a picture of a page; a page of 1,000 characters takes some three seconds of one processor.

    Args:
        picture: In BGR.
        scale: Pixels to a point.
        any_way_up: Read it even if it seems to lie on its side or upside down.

    Returns:
        The lines, in no order; None where the picture is not the right way up.
    """
    if min(picture.width, picture.height) < _SMALLEST:
        return []
    pixels = picture.to_numpy()
    corners = _found(pixels)
    tall = sum(width < height for width, height in map(_size, corners))
    if tall > len(corners) / 2 and len(corners) > 1 and not any_way_up:
        return None
    lines: list[Line] = []
    scores: list[float] = []
    for corner in corners:
        words, score = _words(pixels, corner)
        progress.beat()
        scores.append(score)
        tried = len(scores) == min(_TRIED, len(corners))
        if tried and sum(scores) < _SURE * len(scores) and not any_way_up:
            return None
        if words and score > _LEAST:
            box = _box(corner.tolist(), picture.height, scale)
            lines.append(Line(words, box, _em(words, box), box.left, recognised=True))
    return lines


def _found(pixels: Any) -> list[Any]:  # noqa: ANN401 - arrays
    """Find the lines on a picture: the corners of each, clockwise from its upper left."""
    boxes = _engine()(pixels, use_det=True, use_rec=False).boxes
    sized = [] if boxes is None else [(corners, _size(corners)) for corners in boxes]
    return [corners for corners, (width, height) in sized if width < _LONGEST * height]


def _size(corners: Any) -> tuple[float, float]:  # noqa: ANN401
    first, second, _, last = corners.tolist()
    return dist(first, second), dist(first, last)


def _words(pixels: Any, corners: Any) -> tuple[str, float]:  # noqa: ANN401 - arrays
    """Recognise one line, alone: between two there is a sign of life."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    found = _engine()(get_rotate_crop_image(pixels, corners), use_det=False, use_rec=True)
    return (full_width(found.txts[0].strip()), float(found.scores[0])) if found.txts else ("", 0.0)


def _box(corners: list[list[float]], height: int, scale: float) -> Box:
    across, down = [x / scale for x, _ in corners], [(height - y) / scale for _, y in corners]
    return Box(min(across), min(down), max(across), max(down))


@cache
def _engine() -> Any:  # noqa: ANN401 - RapidOCR is untyped
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


def _em(words: str, box: Box) -> float:
    return max(SMALLEST, (box.right - box.left) / sum(1.0 if is_wide(c) else 0.5 for c in words))


def full_width(words: str) -> str:
    """Write the marks among Chinese characters as Chinese ones, which recognition mixes up."""
    if not _HAN.search(words):
        return words
    words = re.sub("(?<=[\u3000-\u9fff\uff00-\uffef])[,:;?!]", lambda m: m[0].translate(_MARKS), words)
    return words.replace("(", "（").replace(")", "）")
