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
• 接着问：那预备党员呢、第二项呢、为什么（30 分钟以内；换话题直接问，/cancel 不再接着）
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

• 您平时的提问：当场找答案；答上了只留最近一个，好让您接着问，到时就删，也不写进日志。
• 「有用」「没用」：只记哪一条、有用还是没用，不记是谁按的；按「没用」时，问的话照上面说的记。

我不会把您的提问告诉书记或者任何人，除非您自己按「请教书记」并选了实名。
/mydata 把记下的都发给您　/forget 全部删掉"""

COMMANDS = {
    "start": "认识一下",
    "ask": "提问（群里用：/ask 问题）",
    "consult": "请教书记：问题、建议、困难",
    "mytasks": "我的学习任务",
    "card": "来一张卡片",
    "settings": "提醒设置：时间、日子、勿扰、暂停、关掉",
    "quiz": "做五道题",
    "study": "我的学习进展（图）",
    "hours": "我的学时；支部学时（书记）",
    "task": "发学习任务（书记、副书记）",
    "tasks": "发过的学习任务和进展（书记、副书记）",
    "report": "学习情况：学懂了多少人、哪些题难（书记、副书记）",
    "evening": "学习竞答，在群里发（书记、副书记）",
    "calendar": "支部工作日历",
    "branch": "支部名单（书记、副书记）",
    "invite": "发邀请链接（书记、副书记）",
    "documents": "知识库里的文件（管理员）",
    "rollback": "知识库的版本，退回（管理员）",
    "golden": "检验题（管理员）",
    "gaps": "没答上的问题（管理员）",
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
CHEATING = "弄虚作假的忙我帮不了。有难处的话，可以问问规定怎么说、能不能补办，或者请教支部书记。"
PERSONAL = "具体某个人的情况、名单和电话，我这里没有，也不能说。想知道规定怎么写，直接问就行。"
WRITING = "我不代写材料，要写的得是自己的话。可以问我有什么要求，比如：转正申请什么时候交"
CHITCHAT = "这个我不在行，我只懂党员学习和支部工作的规定。想问就直接打字，比如：党员有哪些权利"
CODE = "程序代码我看不懂，我只会查党员学习和支部工作的规定。想查哪一条，直接问就行。"

REFUSED = "现有的文件里没有找到回答这个问题的依据，我不乱说。可以换个说法再问，或者请教支部书记。"
REFUSED_NEAR = "下面几条意思相近，看看是不是您要的："
NO_ARTICLE = "《{title}》没有{label}，一共{last}条。"
NO_ARTICLES = "《{title}》没有{label}，它不是按“第几条”编排的。"
NO_CLAUSE = "《{title}》{label}没有{clause}。"
NO_CLAUSE_NEAR = "要看这一条的全文，按下面的按钮："
NO_DOCUMENT = "知识库里还没有《{name}》的原文。"
NO_DOCUMENT_NEAR = "学习手册里有依据这一条整理的内容，正式文本请以原文为准："
ONLY_OLD = "知识库里没有现行有效的《{title}》，不能拿来作依据。"
ONLY_OLD_NEAR = "引用它的文件和标明状态的版本可以对照着看："
CALCULATED = "按这一条算："
CALCULATED_NOTE = "以支部核定为准。"
OLD_NEARER = "旧版里有一条更贴近您的问法，只供对照，附在下面。"
NEAR_OLD = "旧版·{label}…《{title}》"
NEAR_COMING = "未施行·{label}…《{title}》"
NOT_FOR_YOU = "这份文件只给{audience}看。您如果是{audience}，请在和我的私聊里打开。"
WHICH_DOCUMENT = "您问的是哪个文件的{label}？说全一点会更准，比如：党章{label}。"
WHICH_DOCUMENT_NEAR = "猜您可能想看："

FOLLOWING = "↪ 接着{article}"
FOLLOWING_ASKS = "，问的是：{question}"
FOLLOWING_GROUND = "条文没有另外写原因，依据就是这一条。"
FOLLOWING_NO_CLAUSE = "{article}没有您说的这一款、这一项。要看全文，按下面的按钮。"
FOLLOWING_END = "{article}再往那边就没有了，它是最边上的一条。"
FOLLOWING_NO_MORE = "关于「{question}」，没有找到别的条文了。换个说法问，也许还有。"
FOLLOWING_REFUSED = (
    "我是接着{article}理解的，问的是「{question}」，没有找到依据，我不乱说。"
    "要是问别的事，请把问题说全；也可以请教支部书记。"
)
THREAD_DROPPED = "好的，刚才的话题到这里，您接下来的提问另算。"

ALSO = "还有几条也讲到这件事："
MAYBE = "可能相关，请核对原文。"
IN_FORCE = "✅ 现行有效"
IN_FORCE_SINCE = "✅ 现行有效（{date}起施行）"
SUMMARY = "📘 学习摘要，不是正式文本，请以所列依据的原文为准"
SUPERSEDED = "⚠️ 已修订：这是旧版，已被{by}取代，只供对照"
SUPERSEDED_SINCE = "⚠️ 已修订：这是旧版，{date}起已被{by}取代，只供对照"
REPEALED = "⚠️ 已废止，不再有效，只供对照"
TO_BE_SUPERSEDED = "；新的{by}自{date}起施行"
TO_BE_REPEALED = "；自{date}起废止"
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

GAPS_THIS_WEEK = "本周没答上的问题"
GAPS = "没答上的问题（90 天以内）"
GAP_ASKED = "{number}. 至少{askers}个人问过"
NO_GAPS = "现在没有。三个以上的人问过、我都没答上的，才会列在这里；不记是谁问的。"
ANSWER_GAP = "{number} 来回答"
DISMISS_GAP = "{number} 不用答"
TO_REPLIES = "已有答复"
TO_GAPS = "↩ 没答上的问题"
WRITE_ANSWER = "大家这样问：\n{questions}\n\n请把答复写出来发给我，我先给您看看样子，您点头了再用。"
WRITE_AGAIN = "请把改好的答复发给我。刚才写的是："
ANSWER_PREVIEW = "党员会看到这样的答复："
ANSWER_SURELY = "确定"
ANSWER_AGAIN = "再改"
GIVE_UP_ANSWER = "取消"
ANSWER_PUBLISHED = "好的，从现在起有人这样问，我就这样答。"
REPLIES = "支部自己的答复共{count}条，点一条可以看全文、撤回。"
NO_REPLIES = "还没有支部自己的答复。"
ANSWERS_THESE = "有人这样问时用："
WITHDRAW = "撤回"
WITHDRAWN = "已经撤回，不再这样答了"
REPLY_HEADING = "💬 支部答复"
REPLY_IS_NO_RULE = "（支部自己的答复，不是规定条文）"
REPLY_TO = "问：{question}"
REPLY_SIGNED = "支部答复 · {day} · {by}"
SEE_RULES = "看规定原文"
OFFER_REPLY = "💬 支部答复过：{question}"

NOTED = "谢谢，已经记下了"
BUTTON_GONE = "这个按钮已经过期了：条文可能更新过。请再问一次。"
QUESTION_GONE = "找不到原来的问题了，请再问一次。"

STAGES = {"reading": "读取", "parsing": "解析", "embedding": "向量化", "checking": "检查", "publishing": "发布"}
STAGE_DONE, STAGE_NOW, STAGE_TO_COME = "●", "◐", "○"
RECEIVED = "收到{count}个文件，还没有改动知识库。可以接着发，发完按「开始检查」。"
RECEIVED_FILE = "• {name}（{size}）"
RECEIVED_SAME_NAME = "　⚠️ 同名的收到过两份，用后一份"
AND_MORE_FILES = "……还有{count}个"
FILE_TOO_BIG = (
    "《{name}》超过 20 MB，Telegram 不让机器人下载这么大的文件。"
    "可以拆成几份再发，或者在服务器上运行 python -m scripts.reindex --add 文件名，"
    "也可以自己架设 Bot API 服务器（没有这个限制）。"
)
CHECK = "开始检查"
CHECK_AGAIN = "重新检查"
GIVE_UP = "取消"
CHECK_BEGUN = "正在检查{what}。不耽误提问，回答用的还是现在的版本。"
CHECK_STOPPING = "正在停下来……"
CHECK_STOPPED = "已经取消，知识库没有改动。"
CHECK_INTERRUPTED = "刚才的检查被打断了（程序重新启动过）。知识库没有改动，可以重新检查。"
CHECK_INTERRUPTED_HERE = "检查被打断了，见下面的新消息。"
CHECK_FAILED = "检查没有做完：{reason}。知识库没有改动。"
CHECK_CRASHED = "程序出了错（{kind}），详情在日志里"
DISK = "读写文件时出错（{reason}），请检查磁盘空间"
WHAT_FILES = "{count}个文件"
WHAT_REMOVAL = "移出《{name}》"
WHAT_CORRECTION = "对《{name}》的更正"
CHECKED = "检查好了，还没有发布。"
NOTHING_TO_CHANGE = "检查好了：和现在的知识库一样，没有要发布的。"
NOTHING_READABLE = "没有一个文件能用，知识库没有改动。"
ARTICLES_ADDED, ARTICLES_CHANGED, ARTICLES_GONE = "新增{count}条", "修改{count}条", "删去{count}条"
IN_TOTAL = "其中{counts}"
GOLDEN_RATES = "检验题{asked}道，前五条里有出处的：{before}现在{after}"
GOLDEN_BEFORE = "以前{before}，"
GOLDEN_FAILED = "⛔ 没有通过检验：{reason}"
GOLDEN_WORSE = "变差了：{questions}"
GOLDEN_BETTER = "变好了：{questions}"
GOLDEN_ABSENT = "有{count}道检验题所问的文件不在知识库里，没有问。"
QUESTIONS_MORE = "等{count}道"
FILE_REFUSED = "✗ {reason}"
FILE_WARNING = "⚠️ {file}：{warning}"
DOCUMENT_ADDED = "＋ 新增《{title}》"
DOCUMENT_CHANGED = "～ 修改《{title}》"
DOCUMENT_REMOVED = "－ 移除《{title}》"
ARTICLE_ADDED = "新增"
ARTICLE_REPEALED = "删去"
CHANGES_NOT_SHOWN = "……还有{count}处改动没有列出"
NEXT_CHANGES = "还有{count}处 ▶"
PUBLISH = "发布"
PUBLISH_ANYWAY = "仍要发布"
PUBLISH_SURELY = "确定仍要发布"
DISCARD = "放弃"
ASK_PUBLISH_ANYWAY = "{reason}\n\n仍要发布吗？发布以后这些问题可能答不好，操作记录里会写明是强制发布。"
PUBLISHED = "✅ 已经发布：{summary}。接下来的提问就按新版本回答。不合适的话，/rollback 可以退回。"
DISCARDED = "已经放弃，知识库没有改动。"
CHANGED_BY = "最近一次改动的是：{who}。"
STALE = "检查之后知识库又变了，这次的结果已经过时，请重新检查一次。"
BATCH_BUSY = "正在检查，请等结果出来。"

DOCUMENTS = "知识库里有{count}个文件。点编号可以看详情、改受众、更正或者移出；要添加文件，直接发给我。"
DOCUMENT_LINE = "{number}. {title}\n　{about}"
ARTICLES = "{count}条"
SINCE = "{date}起施行"
ADOPTED = "{date}通过"
DOCUMENT_STATUS = {"in force": "现行", "superseded": "已修订", "to come": "未生效", "repealed": "废止"}
DOCUMENT_IS = "状态：{status}　受众：{audience}　共{articles}条"
DOCUMENT_FILE = "来自文件：{file}"
DOCUMENT_REPLACED = "取代它的：{by}"
DOCUMENT_CORRECTED = "更正过：{fields}"
FOR_AUDIENCE = "受众：{audience}"
CORRECT_FIELD = "改{field}"
MARK_SUPERSEDED = "标为已修订"
MARK_REPEALED = "标为废止"
MARK_STANDING = "恢复现行"
TAKE_OUT = "移出知识库"
BACK_TO_DOCUMENTS = "↩ 回到文件列表"
WRITE_CORRECTION = "《{title}》的{field}现在是：{value}\n请把正确的发给我；发「{restore}」就按文件里写的。"
WRITE_SUCCESSOR = "《{title}》被哪个文件取代了？请把那个文件的标题发给我；发「{restore}」就按文件里写的。"
RESTORE = "原样"
NO_VALUE = "没有写"
DOCUMENT_GONE = "知识库里已经没有这个文件了，用 /documents 看最新的列表"

VERSIONS = "知识库最近的版本，最新的在前。退回只换一下正在用的版本，不删文件，随时可以再换回来。"
VERSION = "{mark}{when}\n　{documents}个文件、{articles}条；{what}"
VERSION_BY = "{what}（{who}）"
IN_USE = "▶ 正在用　"
FIRST_VERSION = "最初的版本"
ROLL_BACK_TO = "退回 {when} 的版本"
ASK_ROLLBACK = "退回 {when} 的版本（{documents}个文件、{articles}条）吗？接下来的提问马上按那个版本回答。"
ROLL_BACK_SURELY = "确定退回"
BACK_TO_VERSIONS = "↩ 回到版本列表"
ROLLED_BACK = "✅ 已经退回 {when} 的版本。"
NO_EARLIER_VERSION = "还没有可以退回的版本。"
SOMEBODY_AT_THE_MACHINE = "服务器上的命令"
SOMEBODY = "管理员"
YOU = "您"

GOLDEN = "检验题共{count}道，其中必须答对的{pinned}道。每次发布之前都会问一遍，答得变差就拦下来。"
GOLDEN_LAST = "上次发布（{when}）：{result}"
GOLDEN_NO_LAST = "还没有通过机器人发布过，没有上次的结果。"
GOLDEN_LATEST = "最近加的："
GOLDEN_QUESTION = "• {question} → 《{document}》{article}"
GOLDEN_HOW = "书记答复过的实名提问，可以按「{button}」加进来；也可以在服务器上用 python -m scripts.manage golden 增减。"
KEEP_AS_GOLDEN = "📌 存为检验题"
GOLDEN_KEPT = (
    "已经存为检验题，不记是谁问的：\n{question}\n以后每次更新知识库，都会检查它能不能找到《{document}》{article}。"
)
GOLDEN_NOT_FOUND = "这个问题现在还找不到出处，存不成检验题。"
GOLDEN_NOT_OFFERED = "只有实名提的问题可以存为检验题"

SANDBOX_READY = "明白已经启动（演示模式，没有设置 TELEGRAM_BOT_TOKEN）。请在浏览器打开 {url}"
TELEGRAM_READY = "明白已经启动，正在接收 Telegram 消息（@{username}）。"
