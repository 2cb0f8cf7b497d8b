"""What the bot says about the calendar of a branch, see `bot.words`."""

from __future__ import annotations

from datetime import date


def day(moment: date) -> str:
    """Write a day with its year."""
    return f"{moment.year}年{moment.month}月{moment.day}日"


def short_day(moment: date) -> str:
    """Write a day of this year."""
    return f"{moment.month}月{moment.day}日"


# What is wrong

ELECTION_UNREAD = "没看懂“{text}”是哪一天。请写成 2024年2月29日 或 2024-02-29；不改了请按「不改了」"
ELECTION_AHEAD = "{day}还没到。这里要填的是上一次换届选举的日子，请再看看年份"
ELECTION_LONG_AGO = "{day}是{years}年以前了，请核对年份"
NO_SUCH_DAY = "没有{day}这一天，请核对日期"
WHICH_BRANCH = "您不在哪个支部里。管理员请写上支部编码，比如 /calendar A001"

# The calendar

TITLE = "{branch} · 工作日历"
TODAY = "今天是{today}"
THIS = {1: "本月（{label}，{left}）", 3: "本季度（{label}，{left}）", 12: "今年（{label}，{left}）"}
LEFT = "还有{days}天"
LAST_DAY = "今天是最后一天"
STANDS = {"open": "☐ {name}", "done": "☑ {name}", "skipped": "– {name}（不办）"}
BETWEEN = "　"
HELD_ON = "{name}（{day}）"
BY_TASK = "☑ {name}（发了学习任务）"
NOTHING_ON = "现在没有要办的，可以在「设置」里打开。"
HINT = "办完按一下就打勾，再按一下取消；用 /task 的模板发了学习任务，自动打勾。"
HEAD_TERM = "换届"
NO_TERM = "还没有填上次选举的日期，填了才能提前半年提醒。"
TERM = "{elected}选举，任期{years}年，到{ends}。"
TERM_SHORTENED = "（那年2月没有29日，算到月末28日）"
TERM_PREPARE = "离到期还有{left}，可以着手准备，跟上级党组织报告了。"
TERM_OVER = "任期已满{since}。请跟上级党组织商量换届的日子；办完了把新的选举日期记上。"
TERM_LAST_DAY = "今天到期。请跟上级党组织商量换届的日子。"
HEAD_HOURS = "支部学时"
HOURS = "今年日常学习{daily}学时，集中教育{concentrated}学时。"
HOURS_REACHED = "{people}人里已有{reached}人学满32学时。"

TO_OVERDUE = "以前没记上的（{count}）"
TO_YEAR = "全年记录和依据"
TO_SETTINGS = "设置"
TO_FILE = "存进手机日历"
BACK = "‹ 返回日历"
SET_ELECTION = "填上次选举的日期"
ELECTED_AGAIN = "换届办完了，记上日期"

# What is overdue

OVERDUE = "{branch} · 以前没记上的"
OVERDUE_WEEKLY = "{branch}：这几项还没有记上"
WEEKLY_LEAD = "办过的按一下就行；没办的看看能不能补上。这次不补也没关系，按「这些都不补了」，我就不再提。"
WEEKLY_OFF = "不想收这样的提醒：/calendar →「设置」里关掉。"
OVERDUE_LINE = "☐ {name}：{labels}（{basis}）"
OVERDUE_MORE = "按钮先放{shown}个，按完会接着列出来。"
NOTHING_OVERDUE = "都记上了，没有落下的。"
NO_MORE = "这些都不补了"
MARKED = {"done": "记上了：{what}", "open": "改回还没办：{what}", "skipped": "这次不办：{what}"}
SKIPPED_ALL = "好的，这{count}项不再提"
UNDO = "↩ 撤回：{what}"
LOOK = "看工作日历"

# The reminder half a year before the end of the term

AHEAD = "{branch}：可以准备换届了"
OVERDUE_TERM = "{branch}：该换届了"

# The year

YEAR = "{branch} · {year}年"
YEAR_LINE = "{name}　记上{done}次"
YEAR_ONCE = "{name}　已记上"
YEAR_NONE = "{name}　还没记上"
YEAR_OFF = "{name}　没有打开"
YEAR_LEFT = "　　没记：{labels}"
YEAR_HINT = "按一项，看依据，补记或者改。"
EARLIER, LATER = "‹ {year}年", "{year}年 ›"
BACK_TO_YEAR = "‹ 返回全年"
ITEM = "{name} · {year}年"
OFTEN = "多久一次：{often}"
BASIS = "依据：{basis}"
ITEM_OFF = "这一项没有打开，不会提醒。"
ITEM_BY_TASK = "由学习任务记上的：{labels}"

# The settings

SETTINGS = "{branch} · 日历设置"
SETTINGS_HINT = "打勾的会显示、会提醒，按一下就改；关掉以后，记过的都还留着。"
SETTING_REMINDING = "每周提醒"
SET_TERM = "任期改为{years}年"
SET_THEME_DAY = "主题党日定在每月几号"
THEME_DAY = "主题党日：每月{day}日。"
ASK_THEME_DAY = (
    "主题党日定在每月几号？条例要求日子相对固定。\n\n"
    "定了以后，日历上写明日子，存进手机日历也放在那一天；没有这一天的月份放在月末。"
)
NO_THEME_DAY = "不固定"
TERMS_HINT = "任期：村、社区支部委员会5年，其他基层单位一般3年。"

# The election

ASK_ELECTION = "上一次换届选举是哪一天？\n\n直接打字，比如：2024年2月29日"
ASK_ELECTION_NOW = "现在填的是{day}。"
ELECTED_TODAY = "就是今天"
NOT_NOW = "不改了"
ELECTION_SET = "记上了：{day}选举。"

# The file

FILE_NAME = "{branch}日历.ics"
FILE_CAPTION = (
    "用手机打开这个文件，选「日历」，未来一年的事就进去了，到期前一周有提醒。以后再导出一次，导入时会更新，不会重复。"
)
ICS_NAME = "{branch}工作日历"
ICS_SUMMARY = {"open": "{label}{name}（{until}前）", "done": "✓ {label}{name}", "skipped": "{label}{name}（不办）"}
ICS_HELD = "{label}{name}"
ICS_TERM = "{branch}任期届满，应换届"
ICS_PREPARE = "{branch}着手准备换届（半年后任期届满）"
ICS_NOTE = "{often}\n依据：{basis}"
ICS_TERM_NOTE = "上次选举：{elected}，任期{years}年。\n依据：{basis}"


def span(days: int) -> str:
    """Say how long so many days are, as people would."""
    if days < 60:
        return f"{days}天"
    months = round(days / 30.44)
    return f"{months}个月" if months < 12 else f"{months // 12}年" + (f"零{months % 12}个月" if months % 12 else "")
