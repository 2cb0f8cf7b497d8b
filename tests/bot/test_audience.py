"""Who may read what, and which edition: on phones, in private, in a group and inline."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import words
from bot.people.roles import Role, audience_of
from bot.sandbox.world import GROUP
from bot.settings import Settings, load_settings
from index.encoder import Encoder
from index.reindex import Change, prepare, published
from knowledge.document import Audience
from tests.auxil.phone import Message, Phone
from tests.bot.test_gatekeeper import people
from tests.index.samples import write
from tests.index.test_editions_answering import COMING, FILES, GUIDE, MEMBERS, RULE

__all__ = ["people"]
People = dict[Role, Phone]
TALK, VISIT = "书记工作办法第二条", "党员联系制度第一条"
IN_TALK, IN_VISIT = "保险柜", "两户职工家庭"


@pytest.fixture(scope="module")
def settings(model_home: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("audience")
    (home / "models").symlink_to(model_home / "models")
    coming = RULE.format(length="三年", day="2090年1月1日")
    sources = write(home / "sources", FILES | {"书记.md": GUIDE, "党员.md": MEMBERS, COMING: coming})
    audiences = {"书记.md": {"受众": "书记"}, "党员.md": {"受众": "党员"}}
    published(prepare(Change(tuple(sources)), encoder, home / "snapshots"), home / "snapshots", 0.0)
    published(prepare(Change(correct=audiences), encoder, home / "snapshots"), home / "snapshots", 0.0)
    return load_settings(data_dir=home, database_url=f"sqlite:///{home / 'bot.sqlite3'}")


async def ask(phone: Phone, question: str, chat: int | str = "private") -> Message:
    await phone.say(question, chat=chat)
    return await phone.next_message()


def test_probationary_members_read_as_members_and_deputies_as_secretaries() -> None:
    assert [audience_of({role}) for role in Role] == [
        Audience.EVERYONE,
        Audience.MEMBERS,
        Audience.MEMBERS,
        Audience.SECRETARIES,
        Audience.SECRETARIES,
        Audience.SECRETARIES,
    ]
    assert audience_of({Role.MEMBER, Role.SECRETARY}) is Audience.SECRETARIES


async def test_in_private_everybody_is_answered_from_what_their_role_may_read(people: People) -> None:
    for role, phone in people.items():
        audience = audience_of({role})
        assert (IN_TALK in (await ask(phone, TALK)).text) is (audience is Audience.SECRETARIES), role
        assert (IN_VISIT in (await ask(phone, VISIT)).text) is (audience is not Audience.EVERYONE), role


async def test_a_group_and_inline_results_show_only_what_everyone_may_read(people: People) -> None:
    secretary = people[Role.SECRETARY]
    assert IN_TALK not in (await ask(secretary, f"/ask {TALK}", GROUP)).text
    assert IN_VISIT not in (await ask(secretary, f"/ask {VISIT}", GROUP)).text
    for question in (TALK, VISIT, "谈心的内容记在哪里"):
        results = (await secretary.ask_inline(question))["results"]
        assert not any(hidden in result["text"] for result in results for hidden in (IN_TALK, IN_VISIT))


async def test_a_button_opens_no_article_that_its_presser_may_not_read(people: People) -> None:
    secretary, guest = people[Role.SECRETARY], people[Role.GUEST]
    answer = await ask(secretary, TALK)
    opened = await ask(guest, "支部大会多久开一次")
    told = await guest.press_data(opened, answer.data(words.READ))
    assert told["show_alert"]
    assert told["text"] == words.NOT_FOR_YOU.format(audience=Audience.SECRETARIES.label)
    await secretary.press(answer, words.READ)
    assert IN_TALK in (await secretary.next_edit()).text
    shared = await ask(secretary, "/ask 支部大会多久开一次", GROUP)
    assert (await secretary.press_data(shared, answer.data(words.READ)))["show_alert"]


async def test_back_from_an_article_asks_again_as_the_same_person(people: People) -> None:
    secretary = people[Role.SECRETARY]
    answer = await ask(secretary, TALK)
    await secretary.press(answer, words.READ)
    await secretary.press(await secretary.next_edit(), words.BACK)
    assert (await secretary.next_edit()).text == answer.text


async def test_the_old_edition_bears_the_mark_and_what_replaced_it(people: People) -> None:
    old = await ask(people[Role.MEMBER], "2014年的细则预备期多久")
    assert "两年" in old.text
    assert "已修订" in old.text
    assert "2026年5月11日起已被《某某公司发展党员工作细则》（2026年）取代" in old.text
    await people[Role.MEMBER].press(old, words.READ)
    assert "已修订" in (await people[Role.MEMBER].next_edit()).text


async def test_the_edition_in_force_tells_of_the_one_to_come(people: People) -> None:
    now = await ask(people[Role.MEMBER], "发展党员细则第二条")
    assert "一年" in now.text
    assert "现行有效（2026年5月11日起施行）；新的《某某公司发展党员工作细则》（2090年）自2090年1月1日起施行" in now.text


async def test_a_rule_only_there_as_it_was_is_offered_with_its_mark(people: People) -> None:
    answer = await ask(people[Role.MEMBER], "处分办法第二条")
    assert words.ONLY_OLD.format(title="某某公司党员处分办法") in answer.text
    assert "已被2023修订取代" in answer.text
    assert "购物卡" not in answer.text
    (offered,) = answer.buttons
    assert offered.startswith("旧版·第二条")
    results = (await people[Role.MEMBER].ask_inline("收受礼金和购物卡怎么处分"))["results"]
    assert not any("购物卡" in result["text"] for result in results)
