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

PRIVACY = """我会记下什么

• 您的提问：只用来当场找答案，不写进日志，也不记是谁问的。
• 「有用」「没用」：只记哪一条、有用还是没用，不记是谁按的。
• 消息编号：收到的消息在处理完之前会存着，免得机器断电丢了；处理完内容就删掉。

我不会把您的提问告诉书记或者任何人。聊天记录本身存在您的 Telegram 里，您可以自己删除。"""

COMMANDS = {
    "start": "认识一下",
    "ask": "提问（群里用：/ask 问题）",
    "help": "怎么用",
    "cancel": "取消正在进行的操作",
    "privacy": "会记下什么",
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

NOTED = "谢谢，已经记下了"
BUTTON_GONE = "这个按钮已经过期了：条文可能更新过。请再问一次。"
QUESTION_GONE = "找不到原来的问题了，请再问一次。"
INLINE_TITLE = "{label}…《{title}》"

SANDBOX_READY = "明白已经启动（演示模式，没有设置 TELEGRAM_BOT_TOKEN）。请在浏览器打开 {url}"
TELEGRAM_READY = "明白已经启动，正在接收 Telegram 消息（@{username}）。"
