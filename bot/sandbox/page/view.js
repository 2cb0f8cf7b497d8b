// Messages as DOM. Everything a message says goes in as text nodes; nothing is ever parsed as HTML.

/** Make an element: el("b.name", {title: "…"}, child, "text"). */
export function el(spec, attributes = {}, ...children) {
  const [tag, ...classes] = spec.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const INLINE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre" };
const QUOTES = ["blockquote", "expandable_blockquote"];
const BLOCKS = [...QUOTES, "pre"];
const expanded = new Set();

/** Text with entities; offsets are UTF-16 units, as in JavaScript strings. */
export function rich(text, entities, acts, key) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return span(text, 0, text.length, sorted, acts, key);
}

function span(text, start, end, entities, acts, key) {
  const nodes = [];
  let at = start;
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset > at) nodes.push(text.slice(at, entity.offset));
    const inner = span(text, entity.offset, stop, entities.slice(i + 1), acts, key);
    nodes.push(mark(entity, text.slice(entity.offset, stop), inner, acts, `${key}:${entity.offset}`));
    at = stop;
    // A block already ends its line
    if (BLOCKS.includes(entity.type) && text[at] === "\n") at += 1;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function mark(entity, words, inner, acts, key) {
  if (QUOTES.includes(entity.type)) return quote(entity, inner, key);
  if (INLINE[entity.type]) return el(INLINE[entity.type], {}, ...inner);
  if (entity.type === "spoiler") {
    return el("span.spoiler", { role: "button", tabindex: 0, "aria-label": "点开看隐藏的文字", onclick: (e) => e.currentTarget.classList.add("seen") }, ...inner);
  }
  if (entity.type === "bot_command") {
    return el("button.link", { type: "button", onclick: () => acts.say(words) }, words);
  }
  const url = entity.type === "text_link" ? entity.url : entity.type === "url" ? words : "";
  return url ? link(url, inner, acts) : el("span.mention", {}, ...inner);
}

function link(url, inner, acts) {
  if (!/^(https?|tg|mailto):/i.test(url)) return el("span", {}, ...inner);
  const open = (event) => acts.follow(url) && event.preventDefault();
  return el("a", { href: url, target: "_blank", rel: "noreferrer noopener", onclick: open }, ...inner);
}

function quote(entity, inner, key) {
  if (entity.type === "blockquote") return el("blockquote", {}, ...inner);
  const body = el("div.quote-body", {}, ...inner);
  const toggle = el("button.expand", { type: "button", "data-testid": "expand", hidden: true }, "展开");
  const block = el("blockquote.expandable", {}, body, toggle);
  const show = (open) => {
    block.classList.toggle("open", open);
    toggle.textContent = open ? "收起" : "展开";
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => {
    const open = !block.classList.contains("open");
    expanded[open ? "add" : "delete"](key);
    show(open);
  });
  show(expanded.has(key));
  new ResizeObserver(() => {
    const long = block.classList.contains("open") || body.scrollHeight > body.clientHeight + 2;
    toggle.hidden = !long;
  }).observe(body);
  return block;
}

const clock = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 5);
const sizes = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);

/** A short line that stands for a message: in replies and in the pinned bar. */
export function digest(message) {
  if (message.poll) return `[投票] ${message.poll.question}`;
  const what = message.document ? `[文件] ${message.document.file_name}` : message.photo ? "[照片]" : message.video ? "[视频]" : message.voice ? "[语音]" : message.sticker ? message.sticker.emoji : "";
  return [what, message.text || message.caption].filter(Boolean).join(" ").replace(/\s+/g, " ");
}

function media(message) {
  if (message.photo) {
    const photo = message.photo.at(-1);
    const url = `/sandbox/files/${photo.file_id}`;
    return el("a.photo", { href: url, target: "_blank" }, el("img", { src: url, alt: message.caption || "照片", width: photo.width, height: photo.height }));
  }
  const file = message.document || message.video;
  if (file) {
    const suffix = file.file_name.includes(".") ? file.file_name.split(".").at(-1).slice(0, 4).toUpperCase() : "文件";
    return el("a.file", { href: `/sandbox/files/${file.file_id}`, download: file.file_name, "data-testid": "file", "aria-label": `下载 ${file.file_name}` },
      el("span.file-icon", { "aria-hidden": "true" }, suffix), el("span.file-name", {}, file.file_name, el("small", {}, sizes(file.file_size))));
  }
  if (message.voice) return el("div.voice", {}, el("span.file-icon", { "aria-hidden": "true" }, "语音"), `0:0${message.voice.duration}`);
  if (message.sticker) return el("div.sticker", {}, message.sticker.emoji);
  return null;
}

function poll(message, acts) {
  const p = message.poll;
  const done = p.chosen.length > 0 || p.is_closed;
  const kind = (p.is_anonymous ? "匿名" : "公开") + (p.type === "quiz" ? "测验" : "投票") + (p.is_closed ? " · 已结束" : "");
  const right = p.correct_option_ids || [];
  const picks = new Set();
  const submit = el("button.poll-submit", { type: "button", disabled: true, "data-testid": "poll-submit", onclick: () => acts.vote(message, [...picks]) }, "投票");
  const pick = (i, event) => {
    if (!p.allows_multiple_answers) return acts.vote(message, [i]);
    picks[picks.has(i) ? "delete" : "add"](i);
    event.currentTarget.setAttribute("aria-pressed", String(picks.has(i)));
    submit.disabled = picks.size === 0;
  };
  const options = p.options.map((option, i) => {
    if (!done) return el("button.option", { type: "button", "data-testid": "poll-option", "aria-pressed": "false", onclick: (e) => pick(i, e) }, el("i", { "aria-hidden": "true" }), option.text);
    const percent = p.total_voter_count ? Math.round((100 * option.voter_count) / p.total_voter_count) : 0;
    const mine = p.chosen.includes(i);
    const sign = right.includes(i) ? "right" : mine && p.type === "quiz" ? "wrong" : mine ? "mine" : "none";
    const said = { right: mine ? "，你选的，答对了" : "，正确答案", wrong: "，你选的，答错了", mine: "，你选的", none: "" }[sign];
    const bar = el("span.share");
    bar.style.width = `${percent}%`;
    return el(`div.option.done.${sign}`, { "data-testid": "poll-option", role: "img", "aria-label": `${option.text}，${percent}%${said}` },
      el("b", {}, `${percent}%`), el("i", {}, { right: "✓", wrong: "✕", mine: "✓", none: "" }[sign]), el("span", {}, option.text), el("span.bar-track", {}, bar));
  });
  const votes = p.total_voter_count ? `${p.total_voter_count} 人${p.type === "quiz" ? "作答" : "投票"}` : "还没有人参加";
  const timed = p.close_date && !p.is_closed;
  return el("div.poll", {}, el("strong", {}, p.question), el("small", {}, kind, timed ? el("span.poll-clock", { "data-closes": p.close_date }) : null), ...options,
    !done && p.allows_multiple_answers ? submit : null,
    p.explanation && done ? el("div.explanation", { "data-testid": "explanation" }, el("b", {}, "解析"), el("div", {}, ...rich(p.explanation, p.explanation_entities, acts, `${message.message_id}:e`))) : null,
    el("small.poll-foot", {}, votes,
      p.chosen.length && p.allows_revoting && !p.is_closed ? el("button.link", { type: "button", onclick: () => acts.vote(message, []) }, "撤回") : null));
}

/** Count down what is left of every poll with a timer. */
export function tick() {
  for (const node of document.querySelectorAll(".poll-clock")) {
    const left = Math.max(0, Math.ceil(Number(node.dataset.closes) - Date.now() / 1000));
    node.textContent = ` · 还剩 ${left} 秒`;
  }
}

function keyboard(message, acts) {
  const rows = message.reply_markup?.inline_keyboard || [];
  return rows.length === 0 ? null : el("div.keyboard", {}, ...rows.map((row) => el("div.key-row", {}, ...row.map((button) =>
    el("button.key", { type: "button", "data-testid": "button", onclick: (e) => acts.press(message, button, e.currentTarget) },
      button.text, button.url ? el("span.key-mark", { "aria-label": "链接" }, "↗") : null)))));
}

/** One message as the person `me` sees it, after the message `before`. */
export function message(m, me, before, acts) {
  const mine = m.from.id === me;
  const together = before && before.from.id === m.from.id && m.date - before.date < 300 && !before.reply_markup;
  const group = m.chat.type !== "private";
  const key = `${m.chat.id}:${m.message_id}`;
  const text = m.text ?? m.caption;
  const foot = el("span.foot", {}, m.edit_date && !m.via_bot ? el("span", { "data-testid": "edited" }, "已编辑 ") : null, el("time", {}, clock(m.date)), mine ? el("span.ticks", { "aria-label": "已送达" }, " ✓✓") : null);
  const bubble = el("div.bubble", {},
    group && !mine && !together ? el(`span.sender.c${m.from.id % 7}`, {}, m.from.first_name) : null,
    m.via_bot ? el("span.via", {}, `来自 @${m.via_bot.username}`) : null,
    m.reply_to_message ? el("button.replied", { type: "button", "aria-label": "看被回复的消息", onclick: () => acts.jump(m.reply_to_message.message_id) }, el("b", {}, m.reply_to_message.from.first_name), el("span", {}, digest(m.reply_to_message))) : null,
    media(m), m.poll ? poll(m, acts) : null,
    text === undefined ? null : el("div.text", {}, ...rich(text, m.entities || m.caption_entities, acts, key)),
    foot);
  bubble.addEventListener("click", (event) => {
    if (!event.target.closest("a,button,.spoiler,.option,blockquote") && String(getSelection()) === "") acts.reply(m);
  });
  const tools = el("span.tools", {},
    el("button.quiet", { type: "button", "aria-label": "回复", title: "回复", "data-testid": "reply", onclick: () => acts.reply(m) }, "↩"),
    mine && m.text && !m.via_bot ? el("button.quiet", { type: "button", "aria-label": "修改", title: "修改", "data-testid": "edit", onclick: () => acts.edit(m) }, "✎") : null);
  const reactions = (m.reactions || []).map((r) => el("span.reaction", {}, r.emoji));
  return el(`article.message${mine ? ".mine" : ""}${together ? ".together" : ""}${m.sticker ? ".bare" : ""}`,
    { "data-testid": "message", "data-id": m.message_id, "aria-label": `${mine ? "我" : m.from.first_name}，${clock(m.date)}` },
    el("div.line", {}, bubble, tools), keyboard(m, acts), reactions.length ? el("div.reactions", {}, ...reactions) : null);
}

/** The line between two days. */
export function day(seconds) {
  return el("div.day", {}, new Date(seconds * 1000).toLocaleDateString("zh-CN", { month: "long", day: "numeric" }));
}
