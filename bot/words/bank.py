"""What people read of the question bank."""

FORMS = {
    "number": "数字填空",
    "term": "用语填空",
    "item": "清单选择",
    "judge": "判断对错",
    "article": "出自哪条",
    "recall": "回忆卡片",
}
REVIEWS = {"new": "没看过", "accepted": "已认可", "edited": "已改", "dropped": "已弃用"}
NO_QUESTION = "题库里没有第 {id} 题，也可能它的条文已经改了"
EMPTY_TEXT = "题目不能是空的"
RIGHT_OUTSIDE = "正确选项要写 1 到 {most} 之间的数字"
OPTIONS_COUNT = "选项要有 {least} 到 {most} 个，不能空，也不能重复"
NO_OPTIONS = "这是不带选项的回忆卡片，不能加选项"
TOO_LONG = "「{text}…」太长了，最多 {most} 个字符"
