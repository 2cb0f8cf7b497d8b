"""What the bot says at quiz evenings: cheerful, about teams, never about a person who did not ask for it."""

from __future__ import annotations

TEAMS = ("红旗队", "同心队", "奋进队", "向阳队")
SIGNS = ("🔴", "🔵", "🟢", "🟡")

IN_A_GROUP = (
    "学习竞答要在群里开：先把我加进支部的群，再由书记或者副书记在群里发 /evening，大家分队答题，热热闹闹学一遍。"
)
ANONYMOUS = (
    "您现在是用群或者频道的名义发言，我认不出您是谁，开不了竞答。请在群设置里关掉「匿名」，用自己的名字再发一次。"
)
TOO_FEW_QUESTIONS = "题库里能在群里问的题还不够，请管理员先加几份文件，过几分钟再开。"
RUNNING = "这个群已经开着一场竞答了，点一下这条引用的消息就能看到。"
RUNNING_SOON = "这个群已经开着一场竞答了，马上就在下面。"
OVER = "这一场竞答已经结束了。想再来一场，请书记在群里发 /evening。"
NO_SUCH_TEAM = "没有这个队，请点消息下面的队名。"
JOIN_FIRST = "请先点一个队名加入，再写上名字。"
BEGUN_ALREADY = "已经开始答题了。"
ENOUGH_TEAMS = "最多四个队，已经够了。"
NOBODY_JOINED = "还没有人加入。请大家先点一个队名，有人了再开始。"

LOBBY = """🎯 <b>支部学习竞答</b>

{count} 道题，有权利也有义务，每题 {seconds} 秒。点一下队名就加入，晚到也能加入。

{teams}

• 每题 10 分：队里几成人答对，就得几分。人多人少一样，人人都出力。
• 只比队伍，不排个人。想让名字出现在队里，按「写上我的名字」。

人差不多了，请书记按「开始答题」。"""
PLAYING = """🎯 <b>支部学习竞答</b>　第 {number} 题，共 {count} 题

{teams}

{state}"""
ANSWERED = "已有 {answered} 人作答，正在答第 {number} 题。"
READ_WHY = "第 {number} 题答完了，点开题目看看解析。"
GETTING_READY = "准备好，第一题马上就来。"
STRANGERS = "\n另有 {count} 位没选队也在答，点下面的队名就能一起算分。"
ENDED = """🎯 <b>支部学习竞答</b>　已经结束

{teams}"""
TEAM_IN_LOBBY = "{sign} {team}　{people} 人"
TEAM = "{sign} {team}　<b>{points} 分</b>（{people} 人）"
NAMED = "　　{names}"
NAMED_RIGHT = "{name} 答对 {right} 题"
AND_MORE = "等"

JOIN = "{sign} {team}"
NAME_ME = "写上（或去掉）我的名字"
ADD_TEAM = "加一个队"
BEGIN = "开始答题"
STOP = "结束"
JOIN_LATE = "还没选队？点这里加入"

JOINED = "欢迎加入{team}！"
STAYS = "您在{team}，一起加油。开始答题以后就不换队了。"
STAYS_IN_LOBBY = "您已经在{team}了。"
NAME_SHOWN = "好的，队里会写「{name}」。再按一次就去掉。"
NAME_HIDDEN = "好的，不写您的名字了。"
TEAM_ADDED = "加好了。"
BEGINS = "好，开始了！"
STOP_AGAIN = "再按一次「结束」就结束这一场，成绩算到现在为止。"
STOPPED = "好，就到这里。"
HOW_TO_JOIN = (
    "您刚才在群里的竞答里答了题，还没有选队，所以这题没有算到哪个队。"
    "点题目下面的「还没选队？点这里加入」，后面的题就能给队里加分了。"
)

QUESTION = "第 {number}/{count} 题　{text}"

CLOSING = """🎉 <b>竞答结束</b>，一共答了 {count} 道题。{why}

{teams}

{winners}

{hard}{hours}"""
WHY = {
    "finished": "",
    "stopped": "提前收了场。",
    "demoted": "发起的人现在不管这个支部了，所以提前收了场。",
    "quiet": "后面几题没有人答，先到这里。",
    "away": "中间断了比较久，就不接着问了。",
    "refused": "我在这个群里发不了测验题，请群管理员允许我发投票，再开一场。",
    "lapsed": "",
}
WINNER = "{teams}领先一步，每个队都有收获。"
EVEN = "各队不分上下，都有收获。"
HARD = "这几条最容易答错，一起再看看：\n{articles}"
HARD_LINE = "• 《{document}》{article}：{answers} 次作答，{wrong} 次没答对"
NONE_WRONG = "一道都没有答错，真明白！"
HOURS = "\n\n答了一半以上题目的党员，各记日常学习 1 学时，和我私聊可以查。"
READ = "看{article}《{document}》"
CALLED_OFF = {
    "lapsed": "这一场竞答一直没有开始，先散了。什么时候想开，请书记再发 /evening。",
    "stopped": "这一场竞答不开了。什么时候想开，请书记再发 /evening。",
    "demoted": "发起竞答的人现在不管这个支部了，这一场先不开。请书记再发 /evening。",
    "refused": "我在这个群里发不了测验题。请群管理员允许我发投票，再发 /evening。",
}
NOTHING_ANSWERED = "这一场竞答没有人答题，先到这里。什么时候想开，请书记再发 /evening。"

PICTURE_TITLE = "支部学习竞答"
PICTURE_FACTS = "{day.year}年{day.month}月{day.day}日 · 一共 {count} 题 · {people} 人加入"
PICTURE_TEAMS = "各队得分（满分 {most}）"
PICTURE_TEAM = "{team}（{people} 人）"
PICTURE_POINTS = "{points} 分"
PICTURE_QUESTIONS = "每题答对几成"
PICTURE_QUESTION = "第 {number} 题 《{document}》{article}"
PICTURE_SHARE = "{share}%"
