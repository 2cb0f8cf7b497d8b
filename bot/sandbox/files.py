"""Uploaded files, kept in memory."""

from __future__ import annotations

import mimetypes
from collections import OrderedDict
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

from bot.sandbox.limits import JSON, PHOTO_BYTES, UPLOAD_BYTES, ApiError

BYTES_KEPT = 512 * 1024 * 1024
"""Of all files together; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came over HTTP."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file somebody sent."""

    id: str
    kind: str
    """document, photo, video, voice or sticker."""
    name: str
    data: bytes

    @property
    def path(self) -> str:
        """Where the bot downloads it."""
        return f"{self.kind}s/{self.id}{PurePath(self.name).suffix}"

    @property
    def mime(self) -> str:
        """Media type, by the name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def brief(self) -> JSON:
        """The fields every file object of the Bot API has."""
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.data)}

    @property
    def content(self) -> JSON:
        """The Message's field that carries the file."""
        brief = self.brief
        if self.kind == "photo":
            width, height = image_size(self.data)
            return {"photo": [brief | {"width": width, "height": height}]}
        if self.kind == "video":
            shape = {"width": 640, "height": 360, "duration": 3}
            return {"video": brief | shape | {"file_name": self.name, "mime_type": self.mime}}
        if self.kind == "voice":
            return {"voice": brief | {"duration": 3, "mime_type": "audio/ogg"}}
        if self.kind == "sticker":
            look = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
            return {"sticker": brief | look | {"emoji": self.name}}
        return {"document": brief | {"file_name": self.name, "mime_type": self.mime}}


class Files:
    """Files by id."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._numbers = count(1)
        self._bytes = 0

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Keep an uploaded file.

        Raises:
            ApiError: It is empty, too large, or sent as a photo and no picture.
        """
        limit = PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES
        if not upload.data:
            raise ApiError("file must be non-empty")
        if len(upload.data) > limit:
            raise ApiError("Request Entity Too Large", 413)
        if kind == "photo":
            image_size(upload.data)
        file = StoredFile(f"file_{next(self._numbers)}", kind, upload.name, upload.data)
        self._files[file.id] = file
        self._bytes += len(file.data)
        while self._bytes > BYTES_KEPT:
            self._bytes -= len(self._files.popitem(last=False)[1].data)
        return file

    def get(self, file_id: str) -> StoredFile:
        """Return a file by its id.

        Raises:
            ApiError: There is none.
        """
        if file_id not in self._files:
            raise ApiError("wrong file_id or the file is temporarily unavailable")
        return self._files[file_id]

    def at(self, path: str) -> StoredFile | None:
        """Return the file that is downloaded at a path."""
        file = self._files.get(PurePath(path).stem)
        return file if file and file.path == path else None


def image_size(data: bytes) -> tuple[int, int]:
    """Read width and height in pixels from the head of a PNG or JPEG file.

    Raises:
        ApiError: It is neither.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 < len(data) and data[at] == 0xFF:
        # Start-of-frame markers carry the size; C4, C8 and CC are something else
        if 0xC0 <= data[at + 1] <= 0xCF and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    raise ApiError("IMAGE_PROCESS_FAILED")
