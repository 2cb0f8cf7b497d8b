"""What the bot says about study hours; see `bot.words`."""

from __future__ import annotations

SOURCES = {"task": "学习任务", "quiz": "每日小测", "evening": "支部学习竞答", "correction": "更正"}
BASIS = "《中国共产党党员教育管理工作条例》第二十条"

NOBODY = "您还没有加入支部，加入以后，这里会记您的学时"
BRANCH_GONE = "这个支部已经不在了"
OWN = "📒 <b>我的学时（{year}年）</b>\n一共 <b>{total}</b> 学时\n日常学习 {daily}，集中教育 {concentrated}"
GOAL_REACHED = "已经到了一年32学时，谢谢您一直在学。"
GOAL_LEFT = "一年一般不少于32学时，还有 {left}，慢慢来；有难处跟支部说一声，一起安排。"
GOAL_BASIS = "<i>依据：{basis}；哪些学习算学时，以本单位的登记办法为准。</i>"
HEAD_GOAL = "<i>有的单位对书记另有要求（比如56学时），以本单位的规定为准。</i>"
ENTRIES = "<b>记在这里的</b>（一共{count}条）"
ENTRY = "{day:%m月%d日} {title}（{kind} {hours}）"
CORRECTED = "{day:%m月%d日} 更正：{title}（{kind} {hours}）"
NO_ENTRIES = "还没有记学时。做完学习任务、每天做一次小测，都会自动记上。"
MORE_RECENT, LESS_RECENT = "← 近一些的", "早一些的 →"
YEAR_BEFORE, YEAR_AFTER = "← {year}年", "{year}年 →"
WRONG_HOURS = "记得不对的，告诉书记，书记可以更正。"
WRONG_HOURS_HEAD = "记得不对的，在「支部学时」里更正。"
TO_BRANCH = "支部学时"
TO_PICTURE = "学习进展图"
TO_OWN = "我的学时"

BRANCH = (
    "🏢 <b>{name} {year}年学时</b>\n{people} 人，一共 <b>{total}</b> 学时\n日常学习 {daily}，集中教育 {concentrated}"
)
REACHED = "满32学时的 {reached} 人（{basis}）。"
NO_RANKS = "这里只看合计，不排名。每个人的学时在归档表里，只给书记归档用。"
SHEET = "导出{year}年归档表"
CORRECT = "更正学时"

WHOSE = "更正{name} {year}年的学时，是哪一位？"
WHICH_KIND = "更正<b>{name}</b>的哪一类学时？（{year}年）"
HOW_MUCH = "请写加多少或减多少，和理由，比如：\n+2 补记三月的党课\n-1 重复记了\n\n理由会告诉{name}本人。"
AMOUNT_UNCLEAR = (
    "看不懂，请写成「+2 补记三月的党课」或「-1 重复记了」这样：先写加减多少学时，再写理由。不更正了，请发 /cancel"
)
AMOUNT_TOO_FINE = "学时最细到0.1，请改一下，比如 +0.5"
AMOUNT_WRONG = "一次更正要在0.1到{most}学时之间，请改一下"
NO_REASON = "请在学时后面写上理由，比如「+2 补记三月的党课」"
REASON_TOO_LONG = "理由太长（{length}字），请控制在{most}字以内"
NOT_IN_BRANCH = "这个人现在不在这个支部，不能在这里更正"
BELOW_NOTHING = "{kind}的学时没有这么多，减不了，请核对后再写"
ADDED, TAKEN_OFF = "加 {hours} 学时", "减 {hours} 学时"
CONFIRM = "请核对：\n<b>{name}</b> {year}年 {kind}：<b>{change}</b>\n理由：{reason}\n\n确认后记下来，并告诉本人。"
CONFIRM_BUTTON = "确认更正"
DO_CORRECT = "已经更正：{name} {year}年 {kind} {change}。会告诉本人。"
TOLD = "📒 支部更正了您{year}年的学时：{kind} {change}。\n理由：{reason}\n\n有疑问可以直接问书记。"

SHEET_NAME = "学时归档_{what}.xlsx"
SHEET_TOTALS, SHEET_ENTRIES, SHEET_FACTS = "学时", "明细", "说明"
TOTAL_HEADS = ("姓名", "身份", "日常学习", "集中教育", "合计")
ENTRY_HEADS = ("姓名", "日期", "内容", "类别", "学时")
CORRECTION_TITLE = "更正：{reason}"
QUIZZES_TITLE = "每日小测（{count}天）"
FACTS = {
    "branch": "支部",
    "year": "年度",
    "people": "人数",
    "daily": "日常学习合计",
    "concentrated": "集中教育合计",
    "reached": "满32学时的人数",
    "basis": "32学时的依据",
    "order": "排列",
    "made": "制表时间",
}
ORDER = "按支部名单的顺序，不按学时多少"
