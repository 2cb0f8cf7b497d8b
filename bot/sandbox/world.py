"""The small world of the sandbox: people, their chats, the messages in them, and who sees what."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from itertools import count

from bot.sandbox.files import Files
from bot.sandbox.limits import JSON, ApiError
from bot.sandbox.updates import Updates

BOT_ID = 710_000
BOT_USERNAME = "mingbai_bot"
PROBATIONARY_MEMBER = 710_001
MEMBER = 710_002
SECRETARY = 710_003
ADMINISTRATOR = 710_004
GUEST = 710_005
GROUP = -1_001_000_710_000

_PEOPLE = (
    (PROBATIONARY_MEMBER, "小李", "预备党员", "xiaoli", "member"),
    (MEMBER, "老王", "党员", "laowang", "member"),
    (SECRETARY, "张姐", "书记", "zhangjie", "creator"),
    (ADMINISTRATOR, "陈工", "管理员", "chengong", "administrator"),
    (GUEST, "访客", "", "guest", ""),
)

MESSAGES_KEPT = 2_000
"""In one chat; the oldest go first."""
EVENTS_KEPT = 1_000
"""For one person who is not listening."""


@dataclass(slots=True)
class Feed:
    """What a person's phone is told, in order; listeners name the last event they have seen."""

    events: deque[tuple[int, str, JSON]] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    last: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, kind: str, data: JSON) -> None:
        """Add an event and wake the listeners."""
        self.last += 1
        self.events.append((self.last, kind, data))
        self.wake()

    def wake(self) -> None:
        """Let every waiting listener look again."""
        self._arrived.set()
        self._arrived = asyncio.Event()

    async def after(self, seen: int, seconds: float) -> list[tuple[int, str, JSON]]:
        """Return the events after number `seen`, waiting up to `seconds` for one."""
        if self.last <= seen:
            try:
                await asyncio.wait_for(self._arrived.wait(), seconds)
            except TimeoutError:
                return []
        return [event for event in self.events if event[0] > seen]


@dataclass(slots=True)
class Person:
    """Somebody with a phone."""

    id: int
    first_name: str
    role: str = ""
    """As the page shows it: 书记."""
    username: str = ""
    language_code: str = "zh-hans"
    started: bool = False
    """Has written to the bot, which may write back only then."""
    blocked: bool = False
    feed: Feed = field(default_factory=Feed)

    @property
    def user(self) -> JSON:
        """The Bot API's User."""
        user: JSON = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        return user | {"language_code": self.language_code}


@dataclass(slots=True)
class Chat:
    """A private chat of a person with the bot, or a group."""

    id: int
    type: str
    title: str
    members: dict[int, str]
    """Person -> creator, administrator or member; "" in a private chat."""
    numbers: count[int]
    messages: OrderedDict[int, JSON] = field(default_factory=OrderedDict)
    """Bot API Messages by number. A stored message is never changed, only replaced."""
    pinned: list[int] = field(default_factory=list)
    reactions: dict[int, list[JSON]] = field(default_factory=dict)
    inline: dict[int, str] = field(default_factory=dict)
    """Message -> inline_message_id, of messages sent by way of the bot."""
    menu_button: JSON = field(default_factory=lambda: {"type": "commands"})
    bot: str = "member"
    """What the bot is in a group: member, left or kicked."""
    moved: int = 0
    """The supergroup a group has become."""

    @property
    def brief(self) -> JSON:
        """The Bot API's Chat, as messages carry it."""
        name = "first_name" if self.type == "private" else "title"
        return {"id": self.id, "type": self.type, name: self.title}

    def message(self, number: int, missing: str) -> JSON:
        """Return a message.

        Raises:
            ApiError: There is none; `missing` is said.
        """
        if number not in self.messages:
            raise ApiError(missing)
        return self.messages[number]


class World:
    """All state of one sandbox, in memory.

    Args:
        token: The bot's token.
        query_seconds: How long a press on a button or an inline query waits for its answer.

    Attributes:
        second: How many real seconds one of a poll's open period takes; less lets a test wait less.
    """

    def __init__(self, token: str, query_seconds: float = 60) -> None:
        self.token = token
        self.query_seconds = query_seconds
        self.second = 1.0
        self.names: dict[tuple[str, str], str] = {("name", ""): "明白"}
        """(name | description | short_description, language) -> text."""
        self.commands: dict[tuple[str, str], list[JSON]] = {}
        """(scope, language) -> commands."""
        self.updates = Updates()
        self.files = Files()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: OrderedDict[str, JSON] = OrderedDict()
        """Presses and inline queries by id, see `bot.sandbox.queries`."""
        self.inline: dict[str, tuple[int, int]] = {}
        """inline_message_id -> (chat, message)."""
        self.votes: dict[str, dict[int, list[int]]] = {}
        """Poll -> person -> options chosen."""
        self.numbers = count(1)
        # Private chats share one numbering and a supergroup has its own, as in Telegram
        self._private_numbers = count(1)
        self.group = self.chats[GROUP] = Chat(GROUP, "supergroup", "机修一支部", {}, count(1))
        for number, name, role, username, standing in _PEOPLE:
            self.add_person(Person(number, name, role, username), standing)

    @property
    def bot(self) -> JSON:
        """The bot's User."""
        return {"id": BOT_ID, "is_bot": True, "first_name": self.names["name", ""], "username": BOT_USERNAME}

    def add_person(self, person: Person, standing: str = "") -> Person:
        """Let somebody in; `standing` (creator, administrator, member) puts them into the group too."""
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", person.first_name, {person.id: ""}, self._private_numbers)
        if standing:
            self.group.members[person.id] = standing
        return person

    def add_group(self, number: int, title: str, members: dict[int, str], kind: str = "group") -> Chat:
        """Open a group the bot is in.

        Args:
            number: Its id, below 0.
            title: Its name.
            members: Person -> creator, administrator or member.
            kind: group, or supergroup with a numbering of its own; small groups share the private chats'.
        """
        numbers = self._private_numbers if kind == "group" else count(1)
        chat = self.chats[number] = Chat(number, kind, title, dict(members), numbers)
        return chat

    def chat(self, chat_id: int | str) -> Chat:
        """Return a chat the bot may look at.

        Raises:
            ApiError: There is no such chat, or it has become a supergroup.
        """
        if chat_id not in self.chats:
            raise ApiError("chat not found")
        chat = self.chats[int(chat_id)]
        if chat.moved:
            moved = {"migrate_to_chat_id": chat.moved}
            raise ApiError("group chat was upgraded to a supergroup chat", parameters=moved)
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """Return a chat the bot may write to.

        Raises:
            ApiError: There is no such chat, or its person has not started the bot, or has blocked it, or the bot is
                not in the group any more.
        """
        chat = self.chat(chat_id)
        if chat.bot != "member":
            how = "was kicked from" if chat.bot == "kicked" else "is not a member of"
            raise ApiError(f"Forbidden: bot {how} the {chat.type} chat", 403)
        person = self.people.get(chat.id)
        if person and person.blocked:
            raise ApiError("Forbidden: bot was blocked by the user", 403)
        if person and not person.started:
            raise ApiError("Forbidden: bot can't initiate conversation with a user", 403)
        return chat

    def post(self, chat: Chat, sender: JSON, content: JSON) -> JSON:
        """Put a message into a chat and show it to everybody there.

        Args:
            chat: Where.
            sender: A User.
            content: The Message's other fields.

        Returns:
            The Message.
        """
        number = next(chat.numbers)
        message = {"message_id": number, "date": int(time.time()), "chat": chat.brief, "from": sender, **content}
        chat.messages[number] = message
        if len(chat.messages) > MESSAGES_KEPT:
            self._forget(chat, next(iter(chat.messages)))
        self.show(chat, "message", message)
        return message

    def replace(self, chat: Chat, message: JSON) -> JSON:
        """Put a changed message in the place of the old one and show it."""
        chat.messages[message["message_id"]] = message
        self.show(chat, "edit", message)
        return message

    def remove(self, chat: Chat, number: int) -> None:
        """Take a message out of a chat."""
        self._forget(chat, number)
        self.tell(chat, "delete", {"chat_id": chat.id, "message_id": number})

    def _forget(self, chat: Chat, number: int) -> None:
        """Drop a message and all that hangs on it."""
        message = chat.messages.pop(number)
        chat.reactions.pop(number, None)
        self.inline.pop(chat.inline.pop(number, ""), None)
        self.votes.pop(message.get("poll", {}).get("id"), None)
        chat.pinned = [n for n in chat.pinned if n != number]

    def tell(self, chat: Chat, kind: str, data: JSON) -> None:
        """Tell everybody in a chat the same."""
        for member in chat.members:
            self.people[member].feed.add(kind, data)

    def show(self, chat: Chat, kind: str, message: JSON) -> None:
        """Show a message to everybody in its chat, to each as they may see it."""
        for member in chat.members:
            self.people[member].feed.add(kind, {"message": self.view(chat, message, member)})

    def view(self, chat: Chat, message: JSON, person_id: int) -> JSON:
        """Return a message as one person's phone has it: the answer of a quiz is hidden until it is given."""
        if reactions := chat.reactions.get(message["message_id"]):
            message = {**message, "reactions": reactions}
        if "poll" not in message:
            return message
        poll = dict(message["poll"])
        poll["chosen"] = self.votes.get(poll["id"], {}).get(person_id, [])
        if not poll["chosen"] and not poll["is_closed"]:
            poll["options"] = [{**option, "voter_count": 0} for option in poll["options"]]
            for secret in ("correct_option_ids", "explanation", "explanation_entities"):
                poll.pop(secret, None)
        return {**message, "poll": poll}

    def close(self) -> None:
        """End every wait, so that the server can stop."""
        self.updates.close()
        for person in self.people.values():
            person.feed.wake()
