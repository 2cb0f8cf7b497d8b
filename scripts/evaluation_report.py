"""What `scripts.evaluate` prints: tables on a terminal, tab-separated lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from index.comparison import Comparison
from index.evaluation import Bin, Metrics
from index.judging import Fault, Result

METRICS = {
    "questions": "题数",
    "answerable": "其中有答案的",
    "hit_at_1": "hit@1",
    "hit_at_3": "hit@3",
    "hit_at_5": "hit@5",
    "hit_at_10": "hit@10",
    "mrr_at_10": "MRR@10",
    "answered": "有答案的，回答了",
    "refused": "没有答案的，没回答",
    "auroc": "把握 AUROC",
    "ece": "把握 ECE",
    "brier": "把握 Brier",
    "quoted": "引文含出处原词",
    "not_verbatim": "引文不是原文（条）",
    "superseded": "首答用了失效文本（题）",
    "old_as_asked": "首答用旧版，正是所问（题）",
    "seconds_p50": "每题用时 p50（秒）",
    "seconds_p95": "每题用时 p95（秒）",
    "seconds_max": "每题用时最长（秒）",
}
QUOTED = 120
"""Characters shown of a quote."""
GROUP = {
    "questions": "题数",
    "hit_at_1": "hit@1",
    "hit_at_3": "@3",
    "hit_at_5": "@5",
    "hit_at_10": "@10",
    "mrr_at_10": "MRR@10",
    "answered": "回答",
    "quoted": "引文",
    "superseded": "失效",
}
"""Short for a terminal 80 columns wide."""
FAULTS = {
    Fault.MISSED: "出处不在前十",
    Fault.BEHIND: "出处不在首位",
    Fault.REFUSED: "该答没答",
    Fault.ANSWERED: "不该答却答了",
    Fault.WORDS: "引文缺出处原词",
    Fault.SUPERSEDED: "首答用了失效文本",
    Fault.NOT_VERBATIM: "引文不是原文",
}


class Report:
    """Prints the parts of an evaluation."""

    def __init__(self, console: Console) -> None:
        """Print on a console."""
        self._console = console

    def line(self, words: str) -> None:
        """Print one line."""
        self._console.print(words)

    def metrics(self, metrics: Metrics) -> None:
        """Print all metrics."""
        rows = [(label, _number(getattr(metrics, name))) for name, label in METRICS.items()]
        self._table("总体", ("指标", "数值"), rows)

    def groups(self, title: str, groups: Mapping[str, Metrics]) -> None:
        """Print the metrics of groups of answerable questions, a row each."""
        rows = [(name, *(_number(getattr(metrics, m)) for m in GROUP)) for name, metrics in groups.items()]
        self._table(title, ("", *GROUP.values()), rows)

    def refusals(self, groups: Mapping[str, Metrics]) -> None:
        """Print how many of each category of unanswerable questions were not answered."""
        rows = [(name, str(metrics.questions), _number(metrics.refused)) for name, metrics in groups.items()]
        self._table("没有答案的，按类别", ("", METRICS["questions"], METRICS["refused"]), rows)

    def reliability(self, table: Sequence[Bin]) -> None:
        """Print the reliability table of the confidence."""
        rows = [
            (f"{row.low:.1f}–{row.high:.1f}", str(row.questions), _number(row.confidence), _number(row.answerable))
            for row in table
        ]
        self._table("把握与实际", ("把握", "题数", "平均把握", "确有答案"), rows)

    def failures(self, results: Sequence[Result]) -> None:
        """Print every question with something wrong, and what came instead."""
        failed = [result for result in results if result.faults]
        self.line(f"\n有问题的：{len(failed)}题")
        for result in failed:
            self.line(f"✗ {_asked(result)}　{'、'.join(FAULTS[fault] for fault in result.faults)}")
            self.line(f"    {_outcome(result)}")
            if result.answerable:
                self.line(f"    出处 {'；'.join(result.gold)}")
            self.line(f"    找到 {'；'.join(result.found) or '无'}")
            if result.quote:
                self.line(f"    引文 {_short(result.quote)}")

    def comparison(self, comparison: Comparison) -> None:
        """Print each metric before and after, and the questions that fare otherwise."""
        rows = []
        for name, label in METRICS.items():
            before, after = getattr(comparison.before, name), getattr(comparison.after, name)
            rows.append((label, _number(before), _number(after), _difference(before, after)))
        self._table("与存下的那次相比，两次都问了的题", ("指标", "以前", "现在", "相差"), rows)
        for title, pairs in (("变好", comparison.better), ("变差", comparison.worse)):
            self.line(f"\n{title}：{len(pairs)}题")
            for before, after in pairs:
                self.line(f"{'+' if pairs is comparison.better else '-'} {_asked(after)}")
                self.line(f"    {_outcome(before)} → {_outcome(after)}")

    def _table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.line(f"\n{title}")
        if not self._console.is_terminal:
            for row in (columns, *rows):
                print(*row, sep="\t", file=self._console.file)  # Rich would make spaces of the tabs
            return
        table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        for number, column in enumerate(columns):
            table.add_column(column, justify="right" if number else "left")
        for row in rows:
            table.add_row(*row)
        self._console.print(table, soft_wrap=False)


def _asked(result: Result) -> str:
    return f"{result.id} 「{result.question}」".strip()


def _outcome(result: Result) -> str:
    """Say in a word what came of a question."""
    place = "" if not result.answerable else f"出处第{result.rank}位，" if result.rank else "出处不在前十，"
    held = {True: "，引文含原词", False: "，引文缺原词", None: ""}[result.quoted]
    return f"{place}{'回答了' if result.answered else '没回答'}（把握{result.confidence:.2f}）{held}"


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= QUOTED else f"{words[:QUOTED]}…"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _difference(before: float | None, after: float | None) -> str:
    if before is None or after is None:
        return "–"
    return f"{after - before:+d}" if isinstance(before, int) and isinstance(after, int) else f"{after - before:+.3f}"
