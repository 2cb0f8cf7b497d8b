"""What the bot says to those who compose and send study tasks; see `bot.words`."""

from __future__ import annotations

MOMENT_UNREAD = "看不懂时间“{text}”，可以写成：7月31日 18:00、下周五、月底、明晚7点"
MOMENT_PAST = "{moment:%Y年%-m月%-d日 %H:%M} 已经过了，请写一个以后的时间；要是指明年，请写上年份"
FAR_TOO_LONG = "内容太长了，后面的没有收下。请删短，或者改发文件"
NO_CONTENT = "还没有内容，请先发来文字、图片、文件或链接"
NO_AUDIENCE = "还没有选发给谁，请先选"
NAMELESS = "学习资料"
ARTICLE_TITLE = "学习《{document}》{label}"
TEMPLATE = "<b>多久一次</b>：{often}\n\n<b>怎么做</b>\n{steps}\n\n依据：{basis}"
QUESTION_OPTIONS = "选项要有{least}到{most}个，每个占一行"
QUESTION_RIGHT = "请在正确的那一个选项前面加一个 *，只加一个"
QUESTION_SAME = "选项不能空着，也不能重复"
QUESTION_TOO_LONG = "“{text}…”太长，最多{most}个字"
EXPLAINED = "解析：{text}"
HOURS_UNREAD = "看不懂学时“{text}”，可以写成 0.5、1、2"
NOBODY_NAMED = "没有找到名称或编码含“{text}”的支部，请换个说法，或者按上面的按钮选"
UNFIT = "这种内容发不了，请发文字、图片、文件、视频或链接"
REFUSED_PIECE = "Telegram 不收第{place}条（{what}），请按「删掉最后一条」删到它，换一个再发。其他内容都还在"
REFUSED_SHORT = "Telegram 不收这个内容（{reason}），请换一个再发。其他内容都还在"
SENT_TOO_LATE = (
    "{at:%-m月%-d日 %H:%M} 发的话，已经过了截止时间 {deadline:%-m月%-d日 %H:%M}，请写早一点的时间，或者回去改截止时间"
)
STEP_OVER = "这一步已经过去了，请看最下面的那条消息"
DRAFT_GONE = "这个草稿已经不在了，用 /task 重新写一个"
PREVIEW_ONLY = "这是预览，发出去以后成员就能按了"
NOT_A_CHOICE = "这个现在选不了，请重新选"

NEXT, BACK, CANCEL = "下一步 ▶", "◀ 上一步", "取消"
STEP = "<b>{place}/6 {name}</b>"
STEP_NAMES = ("发什么", "日常还是集中", "发给谁", "截止时间", "检查题", "看一看再发")

CONTENT = """请把要学的直接发给我：文字、图片、文件、视频、链接都行，可以发好几条。

也可以按下面的按钮，从条文里找、用模板，或者照以前的改一改。"""
GIVEN = "已经收下："
GIVEN_LINE = "{number}. {what}"
MORE_CONTENT = "还有就接着发，没有就按「下一步」。（要提问请用 /ask）"
KINDS_OF = {
    "text": "文字",
    "link": "链接",
    "photo": "图片",
    "document": "文件",
    "animation": "动图",
    "video": "视频",
    "album": "一组，{count}个",
}
TEXT_OF = "{kind}：{text}（{length}字）"
NAME_OF = "{kind}：{name}"
FROM_ARTICLES, FROM_TEMPLATE, LIKE_BEFORE = "📘 从条文里找", "🗂 用模板", "↩ 像上个月那样"
DROP_LAST = "删掉最后一条"
UNFINISHED = "您有一个没写完的学习任务：{title}"
GO_ON, BEGIN_ANEW = "接着写", "重新写一个"
ASK_ARTICLE = "想让大家学哪一条？像平时提问那样说一句，比如：党员的权利、党章第四条"
FOUND_ARTICLES = "按“{question}”找到这些，点一条放进去；不是的话，换个说法再发给我。"
NO_ARTICLE_FOUND = "没有找到跟“{question}”有关的条文，请换个说法再发给我。"
CHOOSE_TEMPLATE = "用哪个模板？放进来以后，请再发一条写清这次的时间、地点和主题。"
TEMPLATE_LINE = "<b>{name}</b>：{often}"
CHOOSE_EARLIER = "照哪一个来？内容、学时、发给谁、检查题都照旧，时间重新选。"
NO_EARLIER = "还没有发过学习任务，没有可以照着来的。"
EARLIER = "{day:%-m月%-d日} {title}"

TITLE_IS = "标题：<b>{title}</b>"
CHANGE_TITLE = "✏️ 改标题"
ASK_TITLE = "现在的标题是：<b>{title}</b>\n请把新的标题发给我，一句话，最多{most}个字。"
TITLE_TOO_LONG = "标题太长（{length}字），最多{most}字"
KIND = "算日常学习还是集中教育？记多少学时？两样分开统计。\n讲的是权利还是义务也选一下，好让两样都学到。"
HOURS_BUTTON, NO_HOURS = "{hours}学时", "不计"
OTHER_HOURS = "（别的学时直接打字，比如 3）"
CHOSEN = "✓ {label}"

AUDIENCE = "发给谁？"
WHOLE_BRANCH = "{branch}全体（{people}人）"
SOME_OF_BRANCH = "{branch}，挑几个人"
SUBTREE, BY_FIELD, EVERYONE = "🌳 某一级和下面的支部", "🏭 某个领域", "📢 所有支部"
LEVEL_TOP = "从哪一级开始？也可以直接打支部的名称或编码。"
LEVEL = "<b>{branch}</b>"
WITH_ALL_BELOW = "{branch}和下面所有支部"
ONLY_THIS = "只发{branch}（{people}人）"
FIELD = "发给哪个领域的支部？"
PERSONS = "挑选要发的人，点名字打勾。已经选了{count}人。"
PERSON_NOT_JOINED = "{name}（还没加入）"
THESE = "就发给这{count}人 ▶"
AUDIENCE_NOW = "现在选的是：{audience}"
NAMES_OF_REACH = {
    "all": "所有支部",
    "branch": "{name}全体",
    "subtree": "{name}和下面所有支部",
    "field": "{name}领域的支部",
    "persons": "{name}的{count}人",
}
FOUND_BRANCHES = "找到这些，点一个："

DEADLINE = "什么时候以前学完？可以按按钮，也可以直接打字，比如：7月31日 18:00、下周五"
DEADLINE_NOW = "现在定的是：{moment}"
DEADLINES = {"0": "今天", "3": "三天内", "7": "一周内", "month": "月底前", "none": "不设截止"}
MOMENT = "{moment:%-m月%-d日}（周{weekday}）{moment:%H:%M}"
MOMENT_WITH_YEAR = "{moment:%Y年%-m月%-d日}（周{weekday}）{moment:%H:%M}"

NO_QUESTIONS = "要不要出几道题，看看大家学懂了没有？最多{most}道。没有题的，按「已学完」就算完成。"
NO_QUESTIONS_MADE = "这一条里没有出得准的题。您可以自己出，最多{most}道；没有题的，按「已学完」就算完成。"
QUESTIONS_FROM_ARTICLE = "这几道题是从条文里出的，您看看合不合适："
QUESTIONS_NOW = "一共{count}道题，成员做完题才算学完："
QUESTION = "<b>{number}. {text}</b>\n{options}"
OPTION, RIGHT_OPTION = "　○ {text}", "　✅ {text}"
EXPLANATION = "<i>解析：{text}</i>"
CHANGE_QUESTION, DROP_QUESTION, NEW_QUESTION = "✏️ 改第{number}题", "🗑 不要第{number}题", "＋ 自己出一道"
PROPOSE_AGAIN = "🔄 从条文里重新出"
NO_QUESTIONS_NEXT = "不出题，下一步 ▶"
WRITE_QUESTION = """请把题目发给我：第一行是题目，下面一行一个选项，正确的前面加 *。比如：

{example}"""
QUESTION_EXAMPLE = "预备党员有没有表决权？\n有\n*没有\n看情况\n解析：预备党员没有表决权、选举权和被选举权。"
REWRITE_QUESTION = "点下面的题目就能复制，改好再发给我（正确的前面加 *）：\n\n<pre>{question}</pre>"

CONFIRM = """👆 成员看到的就是上面这样。

<b>{title}</b>
{facts}
发给：{audience}
收到的有 <b>{people}人</b>{aside}，{messages}条消息，大约{time}发完"""
NOT_JOINED, HAVE_BLOCKED = "{count}人还没加入，收不到", "{count}人停用了机器人"
WITH_QUESTIONS = "检查题{count}道"
THEME_OF = "内容：{theme}"
NOBODY_YET = "⚠️ 这个范围里还没有能收到的人，先让大家用邀请加入，再发。"
SEND_NOW, SEND_TONIGHT, SEND_TOMORROW, SEND_LATER = "🚀 现在发", "今晚 19:00", "明早 9:00", "⏰ 别的时间"
SEND_THEN = "⏰ {moment} 发"
ASK_SEND_AT = "什么时候发？请打字，比如：明天下午3点、周五 9:00"
SECONDS, MINUTES, HOURS = "{count}秒", "{count}分钟", "{count}小时"

ASK_LEAVE = "先不写了吗？草稿可以留着，七天以内用 /task 接着写。"
KEEP_DRAFT, DELETE_DRAFT, STAY = "先留着", "删掉草稿", "接着写"
DRAFT_KEPT = "好，草稿留着，用 /task 接着写。"
DRAFT_DELETED = "草稿已经删掉，没有发出去。"

TASKS = "最近的学习任务，点开看进展："
NO_TASKS = "还没有发过学习任务。用 /task 发一个，两分钟就好。"
TASK_LINE = "{mark} {title}"
MARKS = {
    "scheduled": "⏰",
    "sending": "📤",
    "paused": "⏸",
    "sent": "✅",
    "asking": "❓",
    "withdrawn": "↩",
    "cancelled": "✖",
}
NEW_TASK, TO_LIST, REFRESH = "＋ 发一个新的", "◀ 任务列表", "🔄 刷新"

PROGRESS = "📮 <b>{title}</b>\n{facts}\n发给：{audience}\n\n<b>{state}</b>"
BAR = "{bar} {percent}%"
NUMBERS = {
    "sent": "✅ 已送达 {count}",
    "left": "⏳ 还要发 {count}",
    "failed": "✗ 送不到 {count}",
    "blocked": "🔕 停用了机器人 {count}",
    "unknown": "❔ 不确定送到没有 {count}",
    "cancelled": "没发就撤回 {count}",
    "withdrawn": "↩ 已撤回 {count}",
}
NOTHING_SENT = "没有发出去。"
NO_MORE_PROGRESS = "📮 <b>{title}</b>\n您现在不负责这个任务了，进展由接手的同志看。"
PER_MESSAGE = "（按消息条数，每人{parts}条）"
TIME_LEFT = "大约还要{time}"
COMPLETED = "👥 {people}人，已经学完 {completed}人"
GOES_OUT = "{moment} 发给大家"
UNTIL = "{moment}前学完"
WHY_ASKING = {
    "late": "原定 {moment} 发，那时我没有在运行，现在已经过了截止时间。",
    "demoted": "原定 {moment} 发，可是写它的人现在不能给这里发学习任务了，所以没有发。",
    "nobody": "原定 {moment} 发，可是这个范围里没有能收到的人，所以没有发。",
}
WHY_PAUSED = "Telegram 不收其中一条（比如文件坏了），先停下来了，免得一直发不出去。可以撤回，换一个文件重新发。"
WHAT_UNKNOWN = "不确定的：发的时候断了网，可能收到了，也可能没有。再发一遍，收到过的人会看到两次。"
WHAT_KEPT = "超过48小时的消息，Telegram 不让撤回。"
PAUSE, RESUME, WITHDRAW, CANCEL_TASK = "⏸ 暂停", "▶ 继续", "↩ 撤回", "✖ 不发了"
RESEND = "给不确定的{count}条再发"
NUDGE = "⏰ 提醒没学的人"
NUDGED = "好，会提醒{count}人"
ASK_WITHDRAW = "撤回「{title}」吗？没发的不再发，已经发到的会删掉（超过48小时的删不掉）。"
WITHDRAW_SURELY = "确定撤回"
RESENT = "好，再发{count}条"
SENT_BEFORE = "已经发过了，不会再发一遍"
DECIDE = "❓ 有一个学习任务没有按时发出去，想请您定一下：\n\n<b>{title}</b>\n{why}"
DECIDE_NOW, DECIDE_DAYS, DECIDE_NOT = "现在发", "现在发，截止改到{moment:%-m月%-d日}", "不发了"
