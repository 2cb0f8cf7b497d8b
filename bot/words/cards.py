"""What people read of daily cards and of their settings."""

from __future__ import annotations

from bot.study.task import Theme

THEMES = {Theme.RIGHT: "权利", Theme.DUTY: "义务"}
CARD = "📇 {theme}卡"
NTH = "入门卡 {nth}/{of}"
THINK = "先想一想，再翻过来对一对。"
TURN = "翻过来"
BASIS = "——《{document}》{article}"
HOW_WELL = "刚才想起来了多少？"
RATINGS = ("忘了", "模糊", "记得", "很熟")
RATED = "「{rating}」记下了。下次复习：{day:%m月%d日}前后。"
RATED_TOMORROW = "「{rating}」记下了。明天就该再看一遍。"
RATED_FORGOTTEN = "「{rating}」记下了，没关系，多见几次就熟了。明天就该再看一遍。"
COMES_BACK = "「{rating}」记下了，到时候再见这一张。"
ANOTHER = "再来一张"
TO_SETTINGS = "⚙️ 设置"
WELCOME = (
    "从今天起，{days}{time:%H:%M}给您一张小卡片，一天一张，权利和义务轮着来；先是十张入门卡。"
    "换时间、暂停或者关掉：按下面的“⚙️ 设置”。"
)
GONE = "这一条刚刚修订或撤下了，这张卡片作废，不算您的。换一张给您："
GONE_ALONE = "这一条刚刚修订或撤下了，这张卡片作废，不算您的。"
NO_MORE = "今天的卡片都看过了，明天再来。想多练练，可以直接问我问题。"
NO_CARDS = "知识库里还没有能做成卡片的条文，等管理员添加文件之后就有了。"
NOT_YOURS = "这张卡片不是发给您的，或者已经过了保存期。发 /card 另要一张。"
TURN_FIRST = "先翻过来看一眼，再说记得怎么样。"
RATED_BEFORE = "这张已经记下了：{rating}。"
REVIEWED_SINCE = "这道题后来已经复习过了，以后一次为准。"
HERE_ALREADY = "下一张已经在下面了。"

SETTINGS = "⚙️ <b>提醒设置</b>"
CARD_AT = "每日一卡：{days} {time:%H:%M}"
QUIET_HOURS = "勿扰时段：{begins:%H:%M}—{ends:%H:%M}"
NO_QUIET_HOURS = "勿扰时段：没有（学习任务的提醒晚上9点到早上8点仍然不发）"
ZONE = "时区：{zone}（现在 {now:%H:%M}）"
PAUSED = "⏸ 暂停中，{until:%m月%d日}恢复"
NEXT = "下一张：{day} {moment:%H:%M}"
NEXT_DAYS = ("今天", "明天")
NEXT_DAY = "{moment:%m月%d日} 周{weekday}"
SILENT = (
    "🔕 <b>提醒都关掉了</b>\n\n每日一卡和学习任务的提醒都不会再发，也不会自己打开。"
    "支部发的学习任务照样送到，提问照样可以。\n想看卡片随时发 /card。"
)
CHANGE_TIME, CHANGE_DAYS, CHANGE_QUIET, CHANGE_ZONE = "🕗 时间", "📅 日子", "🌙 勿扰", "🌏 时区"
CHANGE_PAUSE = "⏸ 暂停到…"
RESUME = "▶️ 现在恢复"
SWITCH_OFF = "🔕 全部关掉"
SWITCH_ON = "🔔 重新打开"
BACK = "← 返回"
ASK_TIME = "每天几点给您卡片？按一个，或者直接打字，比如：7:45"
ASK_DAYS = "哪些日子给您卡片？\n“工作日”按国家公布的放假和调休：节假日不打扰，调休上班照发。"
ASK_QUIET = "哪段时间不要打扰？按一个，或者直接打字，比如：21:30-7:30"
ASK_PAUSE = "暂停到哪天？按一个，或者直接打字，比如：5月6日。到那天自动恢复。"
ASK_ZONE = "您在哪个时区？按一个，或者直接打城市或时区名，比如：柏林、Asia/Tokyo、UTC+3"
WORKDAYS, EVERY_DAY, MONDAY_TO_FRIDAY = "工作日", "每天", "周一到周五"
WEEKDAYS = "一二三四五六日"
ON_DAYS = "每周{days}"
PAUSES = {3: "3天", 7: "一周", 30: "30天"}
NONE = "不设"
ZONES = {
    "Asia/Shanghai": "北京时间",
    "Asia/Urumqi": "乌鲁木齐",
    "Asia/Tokyo": "东京",
    "Asia/Singapore": "新加坡",
    "Asia/Dubai": "迪拜",
    "Asia/Karachi": "卡拉奇",
    "Europe/Moscow": "莫斯科",
    "Europe/Berlin": "柏林",
    "Europe/Paris": "巴黎",
    "Europe/London": "伦敦",
    "Africa/Nairobi": "内罗毕",
    "Africa/Lagos": "拉各斯",
    "Africa/Cairo": "开罗",
    "America/New_York": "纽约",
    "America/Los_Angeles": "洛杉矶",
    "America/Sao_Paulo": "圣保罗",
    "Australia/Sydney": "悉尼",
}
"""Names of time zones people type and press."""
ZONES_OFFERED = ("Asia/Shanghai", "Asia/Tokyo", "Asia/Dubai", "Europe/Moscow", "Europe/Berlin", "America/New_York")
BAD_TIME = "没有{text}这个时间。请写0:00到23:59之间的时间，比如：7:45"
BAD_HOURS = "“{text}”看不懂。请写起止两个时间，比如：21:30-7:30"
BAD_ZONE = "不认识“{text}”这个时区。请写城市或时区名，比如：柏林、Asia/Tokyo、UTC+3"
BAD_DAY = "“{text}”看不出是哪一天。请写日期，比如：5月6日"
PAUSE_PASSED = "{day:%m月%d日}已经过了，请写明天以后的日子。"
PAUSE_TOO_LONG = "最多可以暂停一年。以后都不要的话，请按“🔕 全部关掉”。"
ONE_DAY_AT_LEAST = "至少留一天。都不要的话，请按“🔕 全部关掉”。"
NOT_A_MEMBER = "先用支部的邀请链接加入，才有每日一卡。"
QUIET_MOVED = "卡片时间是{time:%H:%M}，勿扰时段相应改成{begins:%H:%M}—{ends:%H:%M}。"
TIME_MOVED = "卡片原来的时间落在勿扰时段里，改到{time:%H:%M}。"
