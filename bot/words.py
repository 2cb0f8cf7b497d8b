"""Everything the bot says, in one place: plain and warm Chinese, as a good colleague would put it."""

from __future__ import annotations

NAME = "明白"
DESCRIPTION = "党员学习小助手：问义务、问权利、问程序，用条文原话回答，并告诉您出自哪一条。"
SHORT_DESCRIPTION = "用条文原话回答党员的提问"

START = """您好，我是{name}，支部的学习小助手。

您可以直接打字问我，比如：
• 预备党员有没有表决权
• 党费怎么算
• 对处分不服怎么申诉
• 党章第四条第三项是什么

我只用知识库里的条文原话回答，并告诉您出自哪个文件哪一条；找不到依据就直说，不会编。

/help 看看还能怎么用　/privacy 看看会记下什么"""

HELP = """直接打字提问就行，一句话问一件事最准。

怎么问
• 问内容：三次没参加组织生活会怎样
• 问条文：支部工作条例第11条
• 在群里：发 /ask 加问题，或者 @{username} 加问题，或者回复我的消息
• 在任何聊天里：输入 @{username} 加问题，挑一条发出去

看回答
• 粗体是直接回答您的那句话，引用框点开是整条
• 「原文」看整条，还能翻上一条、下一条
• 「有用」「没用」告诉我答得怎么样，不记是谁按的

命令
{commands}"""

PRIVACY = """我会记下什么，记多久

{kept}

• 您平时的提问：当场找答案，不留下来，也不写进日志。
• 「有用」「没用」：只记哪一条、有用还是没用，不记是谁按的。

我不会把您的提问告诉书记或者任何人，除非您自己按「请教书记」并选了实名。
/mydata 把记下的都发给您　/forget 全部删掉"""

COMMANDS = {
    "start": "认识一下",
    "ask": "提问（群里用：/ask 问题）",
    "consult": "请教书记：问题、建议、困难",
    "branch": "支部名单（书记、副书记）",
    "invite": "发邀请链接（书记、副书记）",
    "help": "怎么用",
    "cancel": "取消正在进行的操作",
    "privacy": "会记下什么",
    "mydata": "看看记了我什么",
    "forget": "删掉我的信息",
}
COMMANDS_IN_GROUPS = ("ask", "help")

NOTHING_TO_CANCEL = "现在没有正在进行的操作。有问题直接打字问我就行。"
UNKNOWN_COMMAND = "没有这个命令。直接打字提问就行，或者用 /help 看看怎么用。"
ASK_WHAT = "想问什么？把问题写在 /ask 后面，比如：/ask 党费多久交一次"
ONLY_TEXT = "我现在只看得懂文字。请把想问的用一句话打出来，比如：预备党员有没有表决权"
TOO_LONG = "这段话太长了（{length}字）。请挑最想问的一件事，用一两句话问我。"
SLOW_DOWN = "您问得有点快，我跟不上了。请等{seconds}秒再问，刚才这条请到时再发一次。"
ERROR = "抱歉，我这里出了点问题，这条没有处理好。请稍后再试；如果还不行，把编号 {id} 告诉管理员。"

EMPTY = "没看出问题来。请用一句话问我，比如：党员有哪些权利"
GREETING = "您好，我在。想了解党员的义务、权利，或者支部工作怎么做，直接问就行，比如：主题党日多久一次"
THANKS = "不客气，有需要随时问我。"
ABUSE = "要是我答得不好，请多包涵。您可以换个说法再问，或者按「没用」告诉我哪里不对。"
INSTRUCTION = "我只会从知识库的条文里找答案，不扮演别的角色，也不编条文。想查哪一条，直接问就行。"

REFUSED = "现有的文件里没有找到回答这个问题的依据，我不乱说。可以换个说法再问，或者请教支部书记。"
REFUSED_NEAR = "下面几条意思相近，看看是不是您要的："
NO_ARTICLE = "《{title}》没有{label}，一共{last}条。"
NO_ARTICLES = "《{title}》没有{label}，它不是按“第几条”编排的。"
NO_CLAUSE = "《{title}》{label}没有{clause}。"
NO_CLAUSE_NEAR = "要看这一条的全文，按下面的按钮："
NO_DOCUMENT = "知识库里还没有《{name}》的原文。"
NO_DOCUMENT_NEAR = "学习手册里有依据这一条整理的内容，正式文本请以原文为准："
WHICH_DOCUMENT = "您问的是哪个文件的{label}？说全一点会更准，比如：党章{label}。"
WHICH_DOCUMENT_NEAR = "猜您可能想看："

MAYBE = "可能相关，请核对原文。"
IN_FORCE = "✅ 现行有效"
IN_FORCE_SINCE = "✅ 现行有效（{date}起施行）"
SUMMARY = "📘 学习摘要，不是正式文本，请以所列依据的原文为准"
SUPERSEDED = "⚠️ 已修订：这是旧版，已被{by}取代，只供对照"
NOT_YET = "⏳ 还没有施行，{date}起施行"
OMITTED = "……"
PAGE = "（第{page}页，共{pages}页）"
FROM_DOCUMENT = "《{title}》"
NEAR_TITLE = "{label}…《{title}》"

READ = "原文"
RIGHTS = "🤝 义务之外，也看看党员的权利"
USEFUL = "👍 有用"
USELESS = "👎 没用"
PREVIOUS = "◀ 上一条"
NEXT = "下一条 ▶"
PREVIOUS_PAGE = "◀ 上一页"
NEXT_PAGE = "下一页 ▶"
BACK = "↩ 回到回答"

JOIN = "加入"
LOOK = "看一看"
APPROVE = "✅ 批准"
TURN_DOWN = "不批准"
REMOVE = "移出名单"
REMOVE_SURELY = "确定移出"
HAND_OVER = "把书记交接给他"
HAND_OVER_SURELY = "确定交接"
BACK_TO_LIST = "↩ 回到名单"
NO = "先不"

OFFER = """邀请您加入 {branch}，身份：{role}。

加入以后，我会知道：
{kept}

只有本支部书记、副书记和管理员看得到名单。您随时可以用 /mydata 查看、用 /forget 删除。"""
OFFER_APPROVAL = "按下「加入」之后，由支部书记确认。"
JOINED = "您已经在 {branch} 了，身份：{role}。有问题直接打字问我就行。"
WAITING = "已经告诉 {branch} 的书记了，等书记确认以后就好。这期间照样可以提问。"
NEWCOMER = "{name} 想加入{branch}，请您看一看。"
BRANCH = "{branch}\n共{count}人，等待确认{waiting}人。点名字可以看详情。"
IS_PENDING = "等待确认"
NOT_JOINED = "还没有用邀请链接加入"
PERSON = "{name}\n{branch}　{role}\n加入：{joined}"
ASK_REMOVE = "把 {name} 移出{branch}的名单吗？他可以再用新的邀请链接加入。"
ASK_HAND_OVER = "把{branch}的书记职务交接给 {name} 吗？名单、没办完的事都会跟着过去，您变为普通党员。"
HANDED_OVER = "{branch} 的书记已经交接好了，辛苦了。"
IS_SECRETARY = "您现在是 {branch} 的书记。/branch 看名单，/invite 发邀请链接；转来的问题会直接发给您。"
INVITE_NAMED = "给 {name} 发 {branch} 的邀请链接，身份是？"
INVITE_ANYBODY = "发 {branch} 的邀请链接，身份是？（/invite 后面写上姓名，对方加入时就不用再确认）"
INVITED = "{branch}（{role}）的邀请链接，只能用一次，{until} 前有效。请单独发给本人：\n{link}"
INVITE_WHERE = "请写上支部编码，后面可以再写姓名，比如：/invite A001 王小明"
WHICH_BRANCH = "请写上支部编码，比如：/branch A001"
NOT_ON_LIST = "这个人已经不在名单里了"
NOT_YOURS = "这个按钮不是给您的"

CONSULT = "想请教书记什么？发出去之前，您还可以选实名还是匿名。"
CONSULT_KINDS = {
    "question": "❓ 问个问题",
    "suggestion": "💡 提个建议",
    "difficulty": "🤲 说说困难",
    "appeal": "⚖ 申诉渠道",
}
CONSULT_WRITE = "请用一段话把{kind}写出来发给我，写好后我给您过目再送出。"
CONSULT_CONFIRM = "要转给书记的{kind}：\n<blockquote>{words}</blockquote>\n匿名的话，书记看不到是谁，答复由我带回给您。"
CONSULT_SENT = "{state}：已经转给 {branch} 的书记。有答复我马上告诉您；三个工作日没回音，我会再提醒一次，之后转到上级。"
CONSULT_THIS = "🙋 请教书记"
SEND_NAMED = "实名送出"
SEND_ANONYMOUSLY = "匿名送出"
APPEAL_CHANNEL = (
    "先告诉您正式的渠道：对党组织给本人的处分、鉴定或其他处理不服，可以向本支部、上级党组织直至中央提出申诉，"
    "有关党组织必须负责处理或者迅速转递，不得扣压（依据：党章第四条第八项、第四十三条）。"
    "也可以直接找上级党委或纪委。我只帮您转达，不作判断。"
)
MATTER = "{kind}　来自：{author}　{sent}"
MATTER_PASSED_UP = "（由下级支部转来）"
MATTER_STATE = "状态：{state}"
ANONYMOUS = "匿名"
REPLIED = "答复："
REPLY = "答复"
ESCALATE = "转上级"
CLOSE = "已办结"
WRITE_REPLY = "请把答复写出来发给我，我来转达：\n<blockquote>{words}</blockquote>"
REPLY_SENT = "答复已经带到了。事情办完后，请按「已办结」。"
ESCALATED = "已经转给上级，后面由上级答复。"
CLOSED = "已办结，辛苦了。"
BROUGHT_UP = "这件事已经三个工作日没有答复了，请您看一看："
NEWS = {
    "passed up": "您提的这件事已转到上级 {branch}，由上级来答复。",
    "answered": "{state}：{branch} 答复您：\n{reply}",
    "closed": "{state}：您提的这件事已经办结。",
    "stays": "您提的这件事还没有人答复，上面也没有能接收的一级了。请直接当面或打电话找支部反映，我会继续留着它。",
}
CANCELLED = "好的，已经取消，刚才写的没有保留。"
MY_DATA = "这是我记下的关于您的全部内容。"
ASK_FORGET = "要把我记下的关于您的内容全部删掉吗？支部名单里也不再有您，要用支部的功能得重新加入。"
FORGET_SURELY = "全部删掉"
FORGOTTEN = "已经全部删掉了。照样可以继续提问。"

NOTED = "谢谢，已经记下了"
BUTTON_GONE = "这个按钮已经过期了：条文可能更新过。请再问一次。"
QUESTION_GONE = "找不到原来的问题了，请再问一次。"
INLINE_TITLE = "{label}…《{title}》"

SANDBOX_READY = "明白已经启动（演示模式，没有设置 TELEGRAM_BOT_TOKEN）。请在浏览器打开 {url}"
TELEGRAM_READY = "明白已经启动，正在接收 Telegram 消息（@{username}）。"
