"""Sending documents, photos and videos."""

from __future__ import annotations

from bot.sandbox.files import StoredFile, Upload
from bot.sandbox.limits import JSON, ApiError
from bot.sandbox.messages import caption_content, send
from bot.sandbox.world import World


def _file(world: World, kind: str, given: object, p: JSON) -> StoredFile:
    """Find what `document`, `photo` or `video` means: an upload, `attach://` to one, or a known file's id."""
    if isinstance(given, str) and given.startswith("attach://"):
        given = p.get(given.removeprefix("attach://"), given)
    if isinstance(given, Upload):
        return world.files.add(kind, given)
    try:
        file = world.files.get(str(given))
    except ApiError:
        raise ApiError("wrong file identifier/HTTP URL specified") from None
    if file.kind != kind:
        raise ApiError(f"can't use file of type {file.kind} as {kind}")
    return file


def send_document(world: World, p: JSON) -> JSON:
    """Answer sendDocument."""
    world.open_chat(p["chat_id"])
    caption = caption_content(p)
    return send(world, p, _file(world, "document", p["document"], p).content | caption)


def send_photo(world: World, p: JSON) -> JSON:
    """Answer sendPhoto."""
    world.open_chat(p["chat_id"])
    caption = caption_content(p)
    return send(world, p, _file(world, "photo", p["photo"], p).content | caption)


def send_video(world: World, p: JSON) -> JSON:
    """Answer sendVideo."""
    world.open_chat(p["chat_id"])
    caption = caption_content(p)
    return send(world, p, _file(world, "video", p["video"], p).content | caption)


def send_media_group(world: World, p: JSON) -> list[JSON]:
    """Answer sendMediaGroup."""
    world.open_chat(p["chat_id"])
    media = p["media"]
    if not 2 <= len(media) <= 10:
        raise ApiError("group send: number of media must be 2-10")
    kinds = {item.get("type") for item in media}
    if not (kinds <= {"document"} or kinds <= {"photo", "video"}):
        raise ApiError("group send: the sandbox takes either documents or photos and videos")
    contents = [caption_content(i) | _file(world, i["type"], i.get("media"), p).content for i in media]
    group = {"media_group_id": str(next(world.numbers))}
    return [send(world, p, content | group) for content in contents]
