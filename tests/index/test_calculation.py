"""Dues, days and study hours come out right, by the numbers the article writes and no others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.calculation import Calculation, calculate
from index.corpus import Corpus
from knowledge.parse import load, parse

HANDBOOK = Path(__file__).parents[2] / "knowledge" / "texts"
TEXTS = Path(__file__).parents[3] / "shared" / "texts"
TODAY = date(2026, 11, 22)
DUES = """某某党组织党费收交办法

第一条　党员按每月税后收入交党费：2000元以下（含2000元）的，交0.4％；\
2000元以上至8000元（含8000元）的，交1.2％；8000元以上的，交百分之二点五。
第二条　退休的党员以每月养老金为基数，4000元及以下交0.3%，超过4000元交0.8%。
第三条　学生党员每月交党费0.5元。农民党员每月交党费0.3元—2元。
第四条　收上来的党费，20%留在支部。
"""
UNCLEAR = """某某党组织党费收交办法

第一条　党员按每月税后收入交党费：2000元以下的，交0.4％；2000元以上的，交1.2％。
"""
DAYS = """某某党组织发展党员办法

第一条　预备党员的预备期为一年，从支部大会通过之日算起。
第二条　预备期可以延长一次，延长的时间不少于半年，最长不超过一年。
第三条　预备党员在预备期满前两周向支部交转正申请。
第四条　对拟发展的人进行公示，公示期不少于三个工作日。
第五条　支部收到入党申请书，应当在20天内派人同他谈话。
第六条　对与党组织失去联系8个月以上的党员，停止党籍。
第七条　党员每年集中学习不少于40学时。
第八条　支部书记和支部委员每年集中学习不少于60学时。
"""


def corpus_of(*texts: str) -> Corpus:
    return Corpus([parse(f"办法{n}.md", text) for n, text in enumerate(texts)])


@pytest.fixture(scope="module")
def base() -> Corpus:
    return corpus_of(DUES, DAYS)


def worked(corpus: Corpus, question: str) -> Calculation | None:
    return calculate(question, corpus, list(corpus), TODAY)


def said(corpus: Corpus, question: str) -> str:
    calculation = worked(corpus, question)
    assert calculation is not None, question
    return "\n".join(calculation.lines)


@pytest.mark.parametrize(
    ("question", "arithmetic"),
    [
        ("我税后6800块一个月，党费交多少", "6800元 × 1.2% = 81.6元"),
        ("税后工资1万2，交多少党费", "12000元 × 2.5% = 300元"),
        ("月薪八千五交多少党费", "8500元 × 2.5% = 212.5元"),
        ("到手6800.55党费多少", "6800.55元 × 1.2% = 81.6066元，四舍五入到分是81.61元"),
        ("税后工资八千整，党费是1.2还是2.5", "8000元 × 1.2% = 96元"),
        ("税后2000.01党费多少", "2000.01元 × 1.2% = 24.00012元，四舍五入到分是24元"),
        ("稅後兩千塊黨費交多少", "2000元 × 0.4% = 8元"),
        ("工资从5000涨到9000了，党费交多少", "9000元 × 2.5% = 225元"),
        ("税前9000税后7800党费多少", "7800元 × 1.2% = 93.6元"),
        ("9月到手六千一个月，党费应交多少", "6000元 × 1.2% = 72元"),
        ("How much are the monthly dues if I earn 8,000 yuan after tax?", "8000元 × 1.2% = 96元"),
        ("退休金3500党费多少", "3500元 × 0.3% = 10.5元"),
        ("养老金4000.5，党费怎么算", "4000.5元 × 0.8% = 32.004元，四舍五入到分是32元"),
    ],
)
def test_dues_follow_the_bands_the_article_writes(base: Corpus, question: str, arithmetic: str) -> None:
    assert arithmetic in said(base, question)


def test_the_words_of_the_formula_are_marked(base: Corpus) -> None:
    calculation = worked(base, "税后6800元，党费交多少")
    assert calculation is not None
    document, article = base.document(calculation.place), base.article(calculation.place)
    words = document.text[calculation.start : calculation.end]
    assert article.label == "第一条"
    assert article.start <= calculation.start < calculation.end <= article.end
    assert words.startswith("党员按每月税后收入交党费")
    assert words.endswith("交百分之二点五。")
    assert "“2000元以上至8000元（含8000元）”" in calculation.lines[0]


def test_pay_that_is_not_said_to_be_after_tax_is_only_taken_to_be(base: Corpus) -> None:
    assert said(base, "工资5000，党费多少").startswith("如果5000元是每月税后的收入")
    assert "如果" not in said(base, "税后工资5000，党费多少")


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("税前8000，党费交多少", "税前"),
        ("年薪12万，党费交多少", "不是一个月的数"),
        ("一年挣十万，党费怎么算", "不是一个月的数"),
        ("我开小店，上季度挣了3万，党费交多少", "不是一个月的数"),
    ],
)
def test_the_wrong_figure_is_not_reckoned_with_but_the_right_one_asked_for(
    base: Corpus, question: str, why: str
) -> None:
    lines = said(base, question)
    assert why in lines
    assert "请告诉我每月税后多少元" in lines
    assert "×" not in lines


def test_of_a_rough_figure_only_the_rate_is_told(base: Corpus) -> None:
    assert "1.2%" in said(base, "到手六千多，党费交几个点")
    assert "元 ×" not in said(base, "到手六千多，党费交几个点")
    assert "跨两档" in said(base, "到手八千左右，党费交多少")


def test_fixed_dues_are_told_as_fixed(base: Corpus) -> None:
    assert "每月0.5元" in said(base, "学生党员党费交多少")
    assert "每月0.3元到2元" in said(base, "我在家种地，党费一个月交多少")


@pytest.mark.parametrize(
    "question",
    [
        "党费交多少",
        "工资涨了党费从几月起变",
        "自愿多交1000元党费交给谁，工资6000要多少",
        "工会会费工资6000交多少",
        "工资6800奖金2000，党费交多少",
        "3000元以下的交多少党费",
        "第二条说交多少党费",
        "补交3个月党费要多少钱",
    ],
)
def test_without_one_income_no_dues_are_calculated(base: Corpus, question: str) -> None:
    assert worked(base, question) is None


def test_bands_whose_border_is_in_neither_are_no_formula() -> None:
    assert worked(corpus_of(UNCLEAR), "税后2000元交多少党费") is None


def test_only_articles_that_were_found_are_used(base: Corpus) -> None:
    other = [place for place in base if base.article(place).label not in ("第一条", "第二条")]
    assert calculate("税后6800元，党费交多少", base, other, TODAY) is None


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("我2026年3月5日支部大会通过的，预备期到哪天", "2026年3月5日 + 一年 = 2027年3月5日"),
        ("我是2024-02-29支部大会通过的，预备期什么时候结束", "2025年2月28日（那个月没有29日，算到月末）"),
        ("去年7月支部大会通过的，预备期到什么时候", "2025年7月 + 一年 = 2026年7月的同一天"),
        ("支部3月10日开大会接收了我，党委5月8日批的，预备期到哪天", "2026年3月10日 + 一年 = 2027年3月10日"),
        ("十二月一日支部大会通过的，预备期到几号", "2025年12月1日 + 一年 = 2026年12月1日"),
        ("我的预备期2026年3月5日到期，延长半年到哪天", "2026年3月5日 + 半年 = 2026年9月5日"),
        ("2025年3月5日支部大会通过，预备期延长一年到哪天", "2026年3月5日 + 一年 = 2027年3月5日，延长一年"),
        ("2025年3月5日大会通过，预备期延长三个月到哪天", "“不少于半年，最长不超过一年”，三个月不在里面"),
        ("2026年3月5日支部大会通过的，转正申请最晚哪天交", "2027年3月5日 − 两周 = 2027年2月19日"),
        ("今天开始公示，到哪天结束", "11月23日、11月24日、11月25日"),
        ("9月29日贴的公示，最早哪天结束", "9月30日、10月8日、10月9日"),
        ("4月3日交的入党申请书，最晚哪天找我谈话", "2026年4月3日 + 20天 = 2026年4月23日"),
        ("上个月5号起就联系不上他了，什么时候停止党籍", "2026年10月5日 + 8个月 = 2027年6月5日"),
    ],
)
def test_days_are_counted_as_the_article_says(base: Corpus, question: str, line: str) -> None:
    assert line in said(base, question)


def test_an_extension_is_only_spoken_of_when_asked_for(base: Corpus) -> None:
    assert "延长" not in said(base, "我2026年3月5日支部大会通过的，预备期到哪天")
    both = said(base, "我2025年3月5日支部大会通过的，预备期延长的话最晚到哪天")
    assert "延长半年到这一天" in both
    assert "延长一年到这一天" in both


@pytest.mark.parametrize("question", ["党委5月8日批准我为预备党员，预备期到哪天", "我的预备期到哪天"])
def test_the_day_that_counts_is_asked_for(base: Corpus, question: str) -> None:
    assert "请告诉我那天" in said(base, question)


@pytest.mark.parametrize(
    "question",
    [
        "预备期多久，从哪天算起",
        "预备党员什么时候开始交党费",
        "我去年7月支部大会通过，现在派到外地，转正怎么办",
        "公示到哪天结束",
        "2月30日开始公示，到哪天结束",
        "2024年的办法什么时候施行",
    ],
)
def test_questions_that_give_no_day_or_ask_for_none_are_not_calculated(base: Corpus, question: str) -> None:
    assert worked(base, question) is None


def test_holidays_that_are_not_announced_are_said_to_be_unknown(base: Corpus) -> None:
    assert "还没有公布" in said(base, "2044年3月1日开始公示，到哪天结束")


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("我今年学了25学时还差多少", "40学时 − 25学时 = 15学时"),
        ("要求40学时，我学了十二个学时，还差多少", "40学时 − 12学时 = 28学时"),
        ("我是支部书记，学了25学时，还差多少", "60学时 − 25学时 = 35学时"),
        ("今年学了45学时够了吗", "45学时 ≥ 40学时，已经够了"),
        ("我还差多少学时", "请告诉我已经学了多少学时"),
    ],
)
def test_hours_to_go_are_those_of_whoever_asks(base: Corpus, question: str, line: str) -> None:
    assert line in said(base, question)


def test_hours_of_another_role_are_not_made_up(base: Corpus) -> None:
    assert worked(base, "中层干部学了30学时还差多少") is None


@pytest.fixture(scope="module")
def handbook() -> Corpus:
    return Corpus([load(path) for path in sorted(HANDBOOK.glob("*.md"))])


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("我税后6800块一个月，党费交多少", "6800元 × 1.5% = 102元"),
        ("工资10000整党费是1.5还是2", "10000元 × 1.5% = 150元"),
        ("退休金4600一个月交多少党费", "4600元 × 0.5% = 23元"),
        ("农民党员党费交多少", "每月0.2元到1元"),
        ("我2026年3月10日支部大会通过的，预备期到哪天", "2027年3月10日"),
        ("我今年学了20学时还差多少", "32学时 − 20学时 = 12学时"),
        ("今天开始公示，到哪天结束", "11月27日"),
    ],
)
def test_the_handbook_gives_the_same_formulas(handbook: Corpus, question: str, line: str) -> None:
    assert line in said(handbook, question)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared texts are not beside this checkout")
@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("我税后6800块一个月，党费交多少", "6800元 × 1.5% = 102元"),
        ("到手三千，党费多少", "3000元 × 0.5% = 15元"),
        ("到手一万零一块党费多少", "10001元 × 2% = 200.02元"),
        ("养老金5000交多少党费", "5000元 × 0.5% = 25元"),
        ("下岗了党费交多少", "每月0.2元"),
        ("我2026年3月5日支部大会通过的，预备期到哪天", "2027年3月5日"),
        ("9月28日公示的，到几号结束", "10月10日"),
        ("我是支部书记，学了40学时还差多少", "56学时 − 40学时 = 16学时"),
    ],
)
def test_the_real_rules_are_reckoned_with(question: str, line: str) -> None:
    assert line in said(Corpus([load(path) for path in sorted(TEXTS.glob("[0-9]*.md"))]), question)
