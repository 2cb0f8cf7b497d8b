"""What the bot says about short quizzes and a person's own progress; see `bot.words`."""

from __future__ import annotations

NOBODY = "您还没有加入支部，加入以后就能做题、看进展"
NO_QUESTIONS = "题目还在准备，过几分钟再来就有了"

# /quiz

IS_HERE = "上次的题还没答完，在这里 ↑ 选一个答案就行"
ALL_RIGHT = "👏 {count}道题都答对了！"
SOME_RIGHT = "做完了，{count}道题答对{right}道。没答对的，原话在下面，看一眼就记住了。"
NONE_RIGHT = "做完了，{count}道题都没答对，不要紧：原话都在下面，看一眼，过几天再试。"
NONE_COUNTS = "题目依据的条文刚刚改过，这一回不算，再来一回吧。"
SOME_VOID = "有{count}道题依据的条文刚刚改过，不算对错。"
CREDITED = "今天的小测记 {hours} 学时（一天记一次）。"
WRONG = "<b>{text}</b>\n正确答案：{right}\n依据：《{document}》{article}"
QUOTE = "「{quote}」"
WRONG_GONE = "<b>{text}</b>\n正确答案：{right}\n（这一条刚刚改过，请以新的条文为准）"
READ = "看原文：{document} {article}"
AGAIN = "再来五道"
TO_PROGRESS = "看学习进展"

# /study

TITLE = "我的学习进展"
ONLY_YOU = "只有您自己看得到 · {day:%Y年%m月%d日}"
STREAK = "连续学习 {weeks} 周"
STREAK_OPEN = "连续学习 {weeks} 周，这周学一点就是 {more} 周"
STREAK_NONE = "这周学一点，就算开了头"
WEEKS = ("11周前", "这周")
HOURS = "{year}年学时：{total}"
HOURS_OF = "{hours} 学时"
HOURS_LEFT = "离32学时还有"
HOURS_FULL = "已经到了一年32学时"
THEMES = "权利和义务：学会的题"
OF_ALL = "{known}/{total} 道"
CHAPTERS = "学会的条文：{known}/{total} 条"
OF_ARTICLES = "{known}/{total} 条"
NO_CHAPTERS = "做做小测或每天的卡片，学会的条文会一章一章记在这里"
MORE_CHAPTERS = "还有 {count} 章没开始，不急"
MORE_BEGUN = "另外 {count} 章也学会了一些"
CHAPTER = "{document} · {name}"
KNOWN_MEANS = (
    "怎样算学会：一道题最近一次小测答对了，或者它的卡片隔三周还记得住，算学会；"
    "一条里有题学会了，或者讲它的学习任务题都答对了，也没有题最近答错，这一条算学会。"
)
CAPTION = "📈 <b>我的学习进展</b>\n{streak}；学会 {known}/{total} 条；今年 {hours} 学时。"
DO_QUIZ = "做五道题"
TO_HOURS = "我的学时"
