"""Small rules in our own words, and an index of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from index.encoder import Encoder
from index.reindex import gather, reindex
from index.snapshot import open_current
from tests.auxil.bag import BagOfWords
from tests.auxil.verbatim import VerbatimAnswerer

BRANCH = """某某公司党支部工作条例（试行）
（2024年3月1日支部大会通过）

第一章　总则
第一条　为了把支部的事办好，制定本条例。
第二条　支部每月开一次会，会前三天通知到人。
临时有急事的，书记可以随时召集。
第三条　支部委员分头做下面几件事：
（一）收党费，按季度公布；
（二）办学习，记好学时；
（三）联系群众，听取意见。

第二章　会议
第四条　开会要有半数以上党员到场。
第四条之一　倒班的党员可以参加下一场。
第五条　本条例自2024年3月1日起施行。
"""
OLD_BRANCH = """某某公司党支部工作条例（试行）

第一条　为了把支部的事办好，制定本条例。
第二条　支部每两个月开一次会。
第三条　支部委员分头做事，年底向大会报告。
第四条　本条例自2020年1月1日起施行。
"""
CHARTER = """某某文化协会章程

第１条　本会的名称是某某文化协会。
第２条　年满十八岁、爱好书画的人可以申请入会。
第３条　会员每年交会费二十元。
第４条　会员可以退会，书面告诉秘书处就行。
"""
STUDY = """某某公司职工学习办法

第一条　职工每年学习不少于四十学时。
第二条　学习可以在线上，也可以到教室。
第三条　学时由部门登记，年底公布。
"""
FILES = {
    "支部工作条例_2024.md": BRANCH,
    "支部工作条例_2020_已被2024修订取代.md": OLD_BRANCH,
    "协会章程.txt": CHARTER,
    "学习办法.txt": STUDY,
}
TODAY = date(2026, 11, 1)


def write(folder: Path, files: dict[str, str]) -> list[Path]:
    """Write source files into a folder and list them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return gather([folder])


def answerer_of(folder: Path, files: list[Path], encoder: Encoder | None = None) -> VerbatimAnswerer:
    """Index files below a folder and answer from them; all files lie in one folder."""
    encoder = encoder or BagOfWords()
    assert reindex(files, encoder, folder / "snapshots").snapshot
    snapshot, _ = open_current(folder / "snapshots", encoder.name)
    return VerbatimAnswerer(snapshot, encoder, files[0].parent, lambda: TODAY)
