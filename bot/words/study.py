"""What the bot says about study tasks; see `bot.words`."""

from __future__ import annotations

HEAD = "📖 <b>{title}</b>\n{facts}"
HOURS = "{hours}学时"
UNTIL = "{deadline:%m月%d日 %H:%M}前完成"
AFTER_ALBUM = "以上是这次的学习内容。"

NO_TITLE = "还没有写标题，请用一句话说明学什么"
TITLE_TOO_LONG = "标题太长（{length}字），请控制在{most}字以内"
HOURS_WRONG = "学时不对，应在0到{most}之间，比如 0.5、1、2"
TOO_LONG = "内容太长（{length}字，要分{parts}条发），最多{most}条，大约8万字。请删短，或者改发文件"
ALBUM_SIZE = "一组图片要有{least}到{most}个"
DEADLINE_PAST = "截止时间 {moment:%Y-%m-%d %H:%M} 已经过了，请改到以后"
SEND_AT_PAST = "发送时间 {moment:%Y-%m-%d %H:%M} 已经过了，请改到以后，或者现在就发"
DEADLINE_FIRST = "截止时间要在发送时间之后"
NOBODY = "这个范围里还没有能收到的人（都还没有加入），没有发送"
TOO_MANY_QUESTIONS = "检查题最多{most}道，请删掉几道"
CHOSEN_GONE = "选中的人里有的已经不在这个支部了，请重新选"
NO_TASK = "没有编号为 {number} 的学习任务"
NOT_NOW = "这个学习任务现在是“{state}”，不能这样做"
WRONG_MOMENT = "看不懂时间“{text}”，应写成 2026-12-01T18:00 这样"
WRONG_HOURS = "看不懂学时“{text}”，应写成 0.5、1、2 这样"
NOT_UTF8 = "{file} 不是 UTF-8 文本，请另存为 UTF-8 再发"
NO_FILE = "没有找到 {file}，请核对路径"
UNREADABLE = "读不了 {file}，请看看它是不是一个文件，有没有权限"
EMPTY_TEXT = "{file} 是空的，请写好内容再发"
COUNTS = {
    "people": "人数",
    "queued": "等待发送",
    "sending": "正在发送",
    "sent": "已送达",
    "failed": "送不到",
    "blocked": "停用了机器人",
    "unknown": "不确定是否送达",
    "cancelled": "没发就撤回",
    "withdrawn": "已撤回",
    "completed": "已完成（人）",
}

# A member and a study task

TASK_DONE = "已学完"
DONE_ALREADY = "✅ 已学完"
UNDERSTOOD = "✅ 已学完，题都答对了"
TAKE_QUIZ = "做检查题（{count}道）"
WRONG_AGAIN = "再试答错的题（{count}道）"
HAVE_DOUBT = "有疑问"
REMIND_LATER = "稍后提醒"
REMIND_SET = "⏰ {moment:%m月%d日 %H:%M}提醒"
REMIND_TIMES = {
    "tonight": "今晚 {moment:%H:%M}",
    "tomorrow": "明天 {moment:%H:%M}",
    "day-before": "截止前一天 {moment:%m月%d日 %H:%M}",
}
NO_REMINDER = "不用提醒"
TO_TASK = "返回"
FEELINGS = {"useful": "有收获", "so-so": "一般", "lost": "没看懂"}
FELT_SO = "✓ {feeling}"

NOTED_BEFORE = "已经记上了，谢谢您"
TASK_NOTED = "✅ 「{title}」学完了，已经记上"
ALL_RIGHT = "✅ 「{title}」的{count}道题都答对了，记为已学完"
SOME_RIGHT = "✅ 「{title}」做完了，{count}道题答对{right}道，记为已学完。没答对的再看一眼，想再试一次也可以"
CREDITED = "，{hours}学时"
DONE_LATE = "（过了截止时间，也一样算，谢谢您补学）"
HOW_WAS_IT = "这次学习感觉怎么样？点一下就好"
RIGHT_ANSWER = "正确答案：{answer}"
BASIS = "（《{document}》{label}）"
ARTICLE_NAMED = "《{document}》{label}"
THANKS = "谢谢您告诉我们"
WAS_LOST = "没看懂很正常，多半是没讲清楚。可以再看看原文，直接打字问我，也可以请教书记。"
ASK_ABOUT = "您问吧，直接打字就行。我接着{article}说，比如「那预备党员呢」「第二项呢」「为什么」。"
ASK_AWAY = "您问吧，关于「{title}」有什么不清楚的，直接打字就行。答不上的，可以请教书记。"

NOT_FOR_YOU = "这个学习任务不是发给您的，不用做"
TAKEN_BACK = "「{title}」已经撤回了，不用再做，谢谢您"
QUESTIONS_FIRST = "还有{count}道检查题没做，点「做检查题」就可以，答错了也没关系"
QUIZ_IS_HERE = "题目在这里 ↑ 选一个答案就行，答错了也可以再试"
QUIZ_DONE = "检查题都做完了，谢谢您"
POLL_OF_NOBODY = "这道题已经不用做了"

NO_REMINDER_DONE = "您已经学完了，不用再提醒"
NO_REMINDER_LATE = "已经过了截止时间，不再提醒了；什么时候有空，都可以补学"
NO_REMINDER_SOON = "离截止时间不远了，来不及再提醒，方便的话现在就看看"
NO_REMINDER_THEN = "这个时间提醒不了（晚上9点到早上8点不打扰，一天只提醒一次），请另选一个"
SILENT_NOW = "您把提醒都关掉了。要我提醒的话，请先在 /settings 里重新打开。"
QUIET_THEN = "您说过 {until:%m月%d日} 之前不要提醒；要改的话，在 /mytasks 里点「恢复提醒」"
WILL_REMIND = "好，{moment:%m月%d日 %H:%M} 提醒您"
WILL_NOT_REMIND = "好，不提醒了"
REMINDER = "⏰ 有空时看看这个学习任务：\n{task}\n\n不方便的话，可以换个时间提醒。"
REMINDERS = "⏰ 有{count}个学习任务，等您有空时看看：\n{tasks}"
MORE_TASKS = "还有{count}个，/mytasks 都能看到"
GO_TO = "去学：{title}"
HERE_IT_IS = "学习内容在上面引用的消息里 ↑\n{task}"
QUESTIONS = "{count}道检查题"
NUDGED_ALREADY = "今天已经提醒过了，同一个任务一天只提醒一次，明天可以再提醒"
NUDGE_TOO_LATE = "截止时间是 {deadline:%m月%d日 %H:%M}，赶在那之前已经来不及提醒了"
PAUSE_TOO_LONG = "一次最多暂停{most}天提醒"

OPEN_TASKS = "📖 <b>要学的</b>（{count}个）"
MISSED_TASKS = "🕰 <b>过了截止时间，还可以补学</b>（{count}个）"
DONE_SO_FAR = "<b>学完的</b>（一共{count}个，最近的是）"
NO_TASKS = "您还没有收到过学习任务。支部发来时，我会告诉您。"
ALL_DONE = "👏 现在没有要学的任务。"
HOURS_THIS_YEAR = "今年的学时：日常学习 {daily}，集中教育 {concentrated}"
QUIET_FOR = {1: "今天不提醒", 7: "一周不提醒"}
QUIET_NO_MORE = "恢复提醒"
QUIET_NOW = "🔕 {until:%m月%d日} 之前不提醒"
QUIET_SINCE = "好，{until:%m月%d日} 之前不提醒您"
LOUD_AGAIN = "好，照您选的时间提醒您"

# What came of study tasks: /report

EVERYBODY = "全部支部"
BRANCH_GONE = "这个支部已经不在了"
REPORTS = "📊 <b>学习情况</b>\n选一个任务，看学懂了多少人、哪些题难；也可以看一段时间的合计。"
NO_REPORTS = "还没有发过学习任务，发出以后，这里能看到学懂了多少人。用 /task 就可以发。"
REPORT_LINE = "{day:%m-%d} {title}（{done}/{people}）"
NEWER, OLDER = "← 较新的", "较早的 →"
PERIOD_BUTTONS = {"month": "本月合计", "quarter": "本季度合计", "year": "今年合计"}
PERIODS = {"month": "{year}年{month}月", "quarter": "{year}年第{quarter}季度", "year": "{year}年"}
REPORT = "📊 <b>{title}</b>\n{facts}"
STANDING = {"understood": "学懂了", "unclear": "学完了，还有不清楚的", "unsaid": "学完了", "open": "还没学完"}
TALLY = "<b>学懂了 {understood} 人</b>，一共 {people} 人"
TALLY_REST = "{label} {count} 人"
FELT = "觉得：{feelings}"
FELT_PART = "{feeling} {count}"
REACHED = {
    "sent": "送到 {count} 人",
    "waiting": "正在送 {count} 人",
    "failed": "送不到 {count} 人",
    "blocked": "停用了机器人 {count} 人",
    "unknown": "没确认送到 {count} 人",
    "absent": "还没加入 {count} 人",
}
RESEND_UNKNOWN = "给没确认的再发一次"
RESENT_UNKNOWN = "好，再发{count}条；已经收到过的人可能会收到两次"
NOTHING_UNKNOWN = "现在没有没确认的了"
WHO = "名单"
HARD_QUESTIONS = "错得多的题"
BY_BRANCH = "各支部"
AS_SHEET, AS_PICTURE = "表格", "图"
ALL_REPORTS = "其他任务"
PEOPLE = "👥 <b>{title}</b>\n{branch}，按姓名排列，只给本支部看"
PEOPLE_PARTS = {"done": "✅ 学完了（{count}人）", "open": "🕰 还没学完（{count}人）", "absent": "还没加入（{count}人）"}
IS_BLOCKED = "停用了机器人"
OPEN_NOTE = "没学完的，可能是忙、没看到、没看懂，先问问有没有难处。"
QUESTIONS_OF = "❓ <b>{title}</b>\n{branch}，第一次答错的人多的在前"
QUESTION_LINE = "<b>{number}. {text}</b>\n第一次答错 {wrong}/{tried} 人，后来还没答对 {still} 人\n正确答案：{right}"
NO_ANSWERS = "还没有人做检查题。"
NO_QUESTIONS = "这个任务没有检查题。"
READ_ARTICLE = "看原文：{label}"
PARTS_OF = "🏢 <b>{title}</b>\n{branch}，按支部编码排列，只看人数"
PART_LINE = "{name}：学懂 {understood}，学完 {done}，一共 {people}"
PICTURE_OF_THIS = "看这部分的图"
LEVELS_OF = "🏢 看哪个支部的{label}合计？"
SUMMARY = "📅 <b>{label}学习情况</b>\n{branch}"
SUMMARY_PEOPLE = "发了 {tasks} 个任务，{people} 人收到过"
SUMMARY_EMPTY = "这段时间没有发学习任务。"
SUMMARY_GROUP = "{label}：{tasks} 个任务，学懂了 {understood} 人次，共 {hours} 学时"
SUMMARY_KINDS, SUMMARY_THEMES = "<b>日常和集中分开算</b>", "<b>权利和义务分开算</b>"
SUMMARY_HARDEST = "<b>错得多的题</b>"
SUMMARY_QUESTION = "• {text}（第一次答错 {wrong}/{tried} 人）"
HOURS_NOTE = "学时按学完的日期、所有人加在一起算。"
EARLIER, LATER = "← 前一段", "后一段 →"

CHART_UNDERSTOOD = "学懂了 {understood} 人，一共 {people} 人"
CHART_DAYS = "学完的人数，一天一天加起来"
CHART_NOBODY = "还没有人学完"
CHART_QUESTIONS = "检查题：第一次答错的人"
CHART_WRONG = "{wrong}/{tried} 人"
CHART_MADE = "{moment:%Y年%m月%d日 %H:%M} 的情况"
CHART_KINDS, CHART_THEMES = "学时：日常和集中", "学懂了（人次）：权利和义务"
CHART_HOURS = "{hours} 学时"
CHART_TIMES = "{count} 人次"

SHEET_FACTS, SHEET_PEOPLE, SHEET_PARTS, SHEET_QUESTIONS = "概况", "名单", "各支部", "检查题"
SHEET_TASKS, SHEET_KINDS = "任务", "合计"
SHEET_NAME = "学习情况_{what}.xlsx"
FACT_NAMES = {
    "title": "学习任务",
    "scope": "范围",
    "kind": "类别",
    "theme": "内容",
    "hours": "学时",
    "sent_at": "发送时间",
    "deadline": "截止时间",
    "people": "人数",
    "understood": "学懂了",
    "unclear": "学完了，还有不清楚的",
    "unsaid": "学完了（没有检查题，也没说怎么样）",
    "open": "还没学完",
    "sent": "送到",
    "waiting": "正在送",
    "failed": "送不到",
    "blocked": "停用了机器人",
    "unknown": "没确认送到",
    "absent": "还没加入",
    "made": "制表时间",
}
PEOPLE_HEADS = ("姓名", "情况", "学完时间")
PERSON_STATES = {"done": "学完了", "open": "还没学完", "absent": "还没加入"}
PART_HEADS = ("支部", "人数", "学懂了", "学完了，还有不清楚的", "学完了（没说怎么样）", "还没学完")
QUESTION_HEADS = ("题目", "正确答案", "条文", "答题人数", "第一次答错", "后来还没答对")
TASK_HEADS = ("发送时间", "学习任务", "类别", "内容", "学时", "人数", "学懂了", "学完了", "还没学完")
KIND_HEADS = ("类别", "任务数", "学懂了（人次）", "学完了（人次）", "学时合计")
