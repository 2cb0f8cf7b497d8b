// The phone: who I am, which chat is open, and what the server tells by server-sent events.
import { day, digest, el, message as messageView, tick } from "/page/view.js";

const $ = (id) => document.getElementById(id);
const state = { bot: null, group: null, people: [], me: 0, chat: 0, chats: new Map(), unread: new Map(), reply: null, edit: null, inline: null, feed: null };
const isPrivate = () => state.chat === state.me;
const here = () => state.chats.get(state.chat);
const person = () => state.people.find((p) => p.id === state.me);
const path = (rest) => `/sandbox/people/${state.me}/${rest}`;

async function call(url, body, method = "POST") {
  const form = body instanceof FormData;
  const options = body === undefined ? {} : { method, body: form ? body : JSON.stringify(body), headers: form ? {} : { "Content-Type": "application/json" } };
  try {
    const response = await fetch(url, options);
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error);
  } catch {
    toast("连不上沙盒，请看看它是否还在运行");
  }
  return null;
}

// Who I am and which chat is open

async function begin() {
  const world = await call("/sandbox/people");
  if (!world) return setTimeout(begin, 1500);
  Object.assign(state, world);
  document.title = `${state.bot.first_name} · 沙盒`;
  const [me, chat] = location.hash.slice(1).split("/").map(Number);
  await become(state.people.some((p) => p.id === me) ? me : state.people[0].id, chat);
}

async function become(me, chat) {
  state.feed?.close();
  state.me = me;
  state.unread.clear();
  const grouped = state.group.members.includes(me);
  state.chat = grouped && chat === state.group.id ? chat : me;
  const ids = grouped ? [me, state.group.id] : [me];
  const histories = await Promise.all(ids.map((id) => call(path(`chats/${id}`))));
  if (state.me !== me) return;
  if (histories.includes(null)) return setTimeout(() => become(me, chat), 1500);
  state.chats = new Map(histories.map((h, i) => [ids[i], { ...h, messages: new Map(h.messages.map((m) => [m.message_id, m])) }]));
  Object.assign(person(), { started: histories[0].started, blocked: histories[0].blocked });
  listen(Math.min(...histories.map((h) => h.last)));
  showPeople();
  open(state.chat);
}

function showPeople() {
  $("people").replaceChildren(...state.people.slice(0, 50).map((p) =>
    el("button.person", { type: "button", role: "tab", "aria-selected": String(p.id === state.me), "data-testid": `person-${p.id}`, onclick: () => become(p.id, state.chat) },
      el(`span.avatar.c${p.id % 7}`, { "aria-hidden": "true" }, p.name.slice(-1)),
      el("span.person-name", {}, p.name, el("small", {}, p.role || "未入群")))));
  document.querySelector('.person[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function open(chat) {
  state.chat = chat;
  state.unread.set(chat, 0);
  location.replace(`#${state.me}/${chat}`);
  quit();
  showBar();
  showPinned();
  showMessages();
  refreshCommands();
}

function showBar(action = "") {
  const group = state.group.members.includes(state.me);
  $("title").textContent = isPrivate() ? state.bot.first_name : state.group.title;
  $("avatar").textContent = isPrivate() ? "明" : "支";
  $("avatar").className = `avatar ${isPrivate() ? "bot" : "c3"}`;
  $("status").textContent = action || (isPrivate() ? "机器人" : `${state.group.members.length} 位成员和机器人`);
  $("status").classList.toggle("busy", Boolean(action));
  $("block").hidden = !isPrivate() || !person().started;
  $("block").textContent = person().blocked ? "恢复" : "停用";
  $("chat-group").hidden = !group;
  $("chat-group").firstChild.textContent = state.group.title;
  for (const [id, chat] of [["chat-private", state.me], ["chat-group", state.group.id]]) {
    const unread = state.unread.get(chat) || 0;
    $(id).setAttribute("aria-selected", String(chat === state.chat));
    Object.assign($(id).lastChild, { hidden: !unread, textContent: unread });
  }
  const closed = isPrivate() && (!person().started || person().blocked);
  $("form").hidden = closed;
  $("begin").hidden = !closed;
  $("begin").textContent = person().blocked ? "恢复机器人" : "开始";
}

function showPinned() {
  const pinned = here().messages.get(here().pinned.at(-1));
  $("pinned").hidden = !pinned;
  $("pinned").replaceChildren(...(pinned ? [el("b", {}, "置顶消息"), el("span", {}, digest(pinned))] : []));
  $("pinned").onclick = () => acts.jump(pinned.message_id);
}

// Messages

function showMessages() {
  const list = $("messages");
  const nodes = [];
  let before = null;
  for (const m of here().messages.values()) {
    if (!before || new Date(before.date * 1000).toDateString() !== new Date(m.date * 1000).toDateString()) nodes.push(day(m.date));
    nodes.push(messageView(m, state.me, before, acts));
    before = m;
  }
  if (!nodes.length) nodes.push(welcome());
  list.replaceChildren(...nodes);
  toEnd();
}

function welcome() {
  const words = isPrivate() ? state.bot.description || "点“开始”，就可以提问。" : "在群里用 /ask 提问，或者 @ 机器人。";
  return el("div.welcome", {}, el("strong", {}, isPrivate() ? "这个机器人能做什么？" : state.group.title), el("p", {}, words));
}

const atEnd = () => $("messages").scrollHeight - $("messages").scrollTop - $("messages").clientHeight < 80;
function toEnd() {
  $("messages").scrollTop = $("messages").scrollHeight;
  $("down").hidden = true;
}

function showMessage(m) {
  const follow = atEnd() || m.from.id === state.me;
  const old = $("messages").querySelector(`[data-id="${m.message_id}"]`);
  const all = [...here().messages.values()];
  const at = all.findIndex((other) => other.message_id === m.message_id);
  const node = messageView(m, state.me, all[at - 1], acts);
  $("messages").querySelector(".typing")?.remove();
  if (old) {
    old.replaceWith(node);
  } else {
    node.classList.add("new");
    $("messages").querySelector(".welcome")?.remove();
    if (!at) $("messages").append(day(m.date));
    $("messages").append(node);
  }
  if (follow) toEnd();
  else if (!old) $("down").hidden = false;
}

let typingEnds = 0;
function typing(on) {
  clearTimeout(typingEnds);
  $("messages").querySelector(".typing")?.remove();
  showBar(on ? "正在输入…" : "");
  if (!on) return;
  const follow = atEnd();
  $("messages").append(el("div.typing", { "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  if (follow) toEnd();
  typingEnds = setTimeout(() => typing(false), 5000);
}

// What the server tells

function listen(since) {
  const feed = (state.feed = new EventSource(path(`events?since=${since}`)));
  const on = (kind, act) => feed.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  for (const kind of ["message", "edit"]) on(kind, ({ message }) => take(message, kind === "message"));
  on("delete", ({ chat_id, message_id }) => {
    state.chats.get(chat_id).messages.delete(message_id);
    if (chat_id === state.chat) $("messages").querySelector(`[data-id="${message_id}"]`)?.remove();
  });
  on("action", ({ chat_id }) => chat_id === state.chat && typing(true));
  on("pin", ({ chat_id, pinned }) => {
    state.chats.get(chat_id).pinned = pinned;
    showPinned();
  });
  on("callback_answer", answered);
  on("inline_results", showResults);
  feed.onerror = () => {
    // The server may have been started anew, with other numbers: read everything again
    feed.close();
    if (state.feed !== feed) return;
    showBar("连接断开，正在重连…");
    setTimeout(() => state.feed === feed && begin(), 1500);
  };
}

function take(message, fresh) {
  const chat = state.chats.get(message.chat.id);
  const known = chat.messages.has(message.message_id);
  chat.messages.set(message.message_id, message);
  if (message.chat.id === state.chat) {
    if (fresh && message.from.is_bot) typing(false);
    showMessage(message);
  } else if (fresh && !known && message.from.id !== state.me) {
    state.unread.set(message.chat.id, (state.unread.get(message.chat.id) || 0) + 1);
    showBar();
  }
}

const waiting = new Map();
function answered({ query_id, text, show_alert, url }) {
  waiting.get(query_id)?.classList.remove("waiting");
  waiting.delete(query_id);
  if (url) acts.follow(url) || window.open(url, "_blank", "noreferrer");
  if (!text) return;
  if (!show_alert) return toast(text);
  $("alert-text").textContent = text;
  $("alert").showModal();
}

let toastEnds = 0;
function toast(text) {
  clearTimeout(toastEnds);
  $("toast").textContent = text;
  $("toast").hidden = false;
  toastEnds = setTimeout(() => ($("toast").hidden = true), Math.min(8000, 2500 + text.length * 60));
}

// What the person does

const acts = {
  async say(text) {
    const to = state.chat;
    const answer = await call(path(`chats/${to}/messages`), { text, reply_to: state.reply?.message_id });
    if (!answer) return false;
    if (to === state.me) started();
    quit();
    return true;
  },
  async press(message, button, key) {
    if (button.url) return acts.follow(button.url) || window.open(button.url, "_blank", "noreferrer");
    if (button.copy_text) return navigator.clipboard?.writeText(button.copy_text.text).then(() => toast("已复制"));
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query;
    if (query !== undefined) return compose(`@${state.bot.username} ${query}`);
    key.classList.add("waiting");
    const answer = await call(path(`chats/${state.chat}/messages/${message.message_id}/press`), { data: button.callback_data });
    if (answer) waiting.set(answer.query_id, key);
    else key.classList.remove("waiting");
  },
  vote: (message, options) => call(path(`chats/${state.chat}/messages/${message.message_id}/vote`), { options }),
  reply(message) {
    Object.assign(state, { reply: message, edit: null });
    showContext(`回复 ${message.from.first_name}`, digest(message));
  },
  edit(message) {
    Object.assign(state, { edit: message, reply: null });
    compose(message.text);
    showContext("修改消息", message.text);
  },
  jump(id) {
    const node = $("messages").querySelector(`[data-id="${id}"]`);
    if (!node) return toast("那条消息已经不在了");
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 1600);
  },
  /** Open links to the bot here; true if the link was one. */
  follow(url) {
    const link = URL.canParse(url) ? new URL(url) : null;
    if (!link || link.hostname !== "t.me" || link.pathname !== `/${state.bot.username}`) return false;
    start(link.searchParams.get("start") || "");
    return true;
  },
};

async function start(payload) {
  if (!(await call(path("start"), { payload }))) return;
  started();
  if (!isPrivate()) open(state.me);
}

function started() {
  Object.assign(person(), { started: true, blocked: false });
  showBar();
}

async function block(blocked) {
  const answer = await call(path("block"), { blocked });
  if (answer) person().blocked = answer.blocked;
  showBar();
}

async function send() {
  const text = $("text").value;
  if (!text.trim() || inlineQuery(text) !== null) return;
  const chat = state.chat;
  const id = state.edit?.message_id;
  const sent = state.edit ? await call(path(`chats/${chat}/messages/${id}`), { text }, "PATCH") : await acts.say(text);
  if (!sent) return;
  compose("");
  quit();
}

const ALBUM = 10; // Files in one message group, as phones send them
async function sendFiles(kind, files) {
  const album = files.length > 1 && kind !== "voice" ? Date.now() : 0;
  for (const [i, file] of files.entries()) {
    if (!(await sendFile(kind, file, album ? `${album}-${Math.floor(i / ALBUM)}` : ""))) return;
  }
}

async function sendFile(kind, file, album = "") {
  const form = new FormData();
  form.append("kind", kind);
  form.append("caption", $("text").value);
  form.append("album", album);
  if (state.reply) form.append("reply_to", state.reply.message_id);
  if (file) form.append("file", file);
  if (!(await call(path(`chats/${state.chat}/messages`), form))) return false;
  if (kind !== "sticker") compose("");
  quit();
  return true;
}

// The composer and what opens above it

function compose(text) {
  $("text").value = text;
  typed();
  $("text").focus();
}

function typed() {
  const field = $("text");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 130)}px`;
  field.closest("form").classList.toggle("filled", Boolean(field.value.trim()));
  const query = inlineQuery(field.value);
  if (query !== null) return askInline(query);
  state.inline = null;
  if (field.value.startsWith("/") && !/\s/.test(field.value)) return showCommands(field.value.slice(1));
  closePanel();
}

function showContext(title, text) {
  $("context-title").textContent = title;
  $("context-text").textContent = text;
  $("context").hidden = false;
  $("text").focus();
}

function quit() {
  if (state.edit) $("text").value = "";
  Object.assign(state, { reply: null, edit: null });
  $("context").hidden = true;
  closePanel();
}

function showPanel(kind, label, nodes, opener) {
  $("panel").className = `panel ${kind}`;
  $("panel").setAttribute("aria-label", label);
  $("panel").replaceChildren(...nodes);
  $("panel").hidden = nodes.length === 0;
  for (const id of ["menu", "attach"]) $(id).setAttribute("aria-expanded", String(id === opener && nodes.length > 0));
}
const closePanel = () => showPanel("", "", []);

async function refreshCommands() {
  const chat = state.chat;
  const history = await call(path(`chats/${chat}`));
  if (history && state.chats.has(chat)) state.chats.get(chat).commands = history.commands;
}

function showCommands(begun) {
  const commands = here().commands.filter((c) => c.command.startsWith(begun));
  const suffix = isPrivate() ? "" : `@${state.bot.username}`;
  const send = (command) => {
    compose("");
    acts.say(`/${command}${suffix}`);
  };
  showPanel("commands", "命令", commands.map((c) =>
    el("button", { type: "button", "data-testid": "command", onclick: () => send(c.command) }, el("b", {}, `/${c.command}`), el("span", {}, c.description))), "menu");
}

function showAttach() {
  const choose = (kind, accept) => () => {
    $("file").accept = accept;
    $("file").onchange = () => {
      sendFiles(kind, [...$("file").files]);
      $("file").value = "";
    };
    $("file").click();
  };
  const voice = () => sendFile("voice", new File(["voice"], "voice.ogg"));
  const kinds = [["文件", choose("document", "")], ["照片", choose("photo", "image/png,image/jpeg")], ["视频", choose("video", "video/*")], ["语音", voice], ["贴纸", () => sendFile("sticker")]];
  showPanel("attach", "附件", kinds.map(([name, onclick], i) =>
    el("button", { type: "button", "data-testid": `attach-${name}`, onclick }, el(`span.avatar.c${i}`, { "aria-hidden": "true" }, name[0]), name)), "attach");
}

function inlineQuery(text) {
  const name = `@${state.bot.username} `;
  return text.toLowerCase().startsWith(name) ? text.slice(name.length) : null;
}

let inlineBegins = 0;
function askInline(query) {
  clearTimeout(inlineBegins);
  inlineBegins = setTimeout(async () => {
    const asked = await call(path(`chats/${state.chat}/inline`), { query });
    state.inline = asked?.query_id;
  }, 300);
}

function showResults({ query_id, results, button }) {
  // The answer may come before the reply to the question does
  if (inlineQuery($("text").value) === null) return;
  const choose = async (id) => {
    if (await call(path(`chats/${state.chat}/inline/${query_id}`), { result_id: id })) compose("");
  };
  const rows = results.map((r) => el("button", { type: "button", "data-testid": "inline-result", onclick: () => choose(r.id) }, el("b", {}, r.title), el("span", {}, r.description || r.text)));
  if (button) rows.unshift(el("button.inline-button", { type: "button", onclick: () => start(button.start_parameter || "") }, button.text));
  showPanel("results", "查到的条文", rows.length ? rows : [el("p", {}, "没有结果")]);
}

// Wiring

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("text").addEventListener("input", typed);
$("text").addEventListener("keydown", (event) => {
  // Enter that ends a Chinese input method's composition must not send
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    send();
  }
  if (event.key === "Escape") quit();
});
$("menu").addEventListener("click", async () => {
  if ($("menu").getAttribute("aria-expanded") === "true") return closePanel();
  await refreshCommands();
  showCommands("");
  if (!here().commands.length) toast("机器人还没有登记命令");
});
$("attach").addEventListener("click", () => ($("attach").getAttribute("aria-expanded") === "true" ? closePanel() : showAttach()));
$("context-close").addEventListener("click", quit);
$("begin").addEventListener("click", () => start(""));
$("block").addEventListener("click", () => (person().blocked ? start("") : block(true)));
$("down").addEventListener("click", toEnd);
$("messages").addEventListener("scroll", () => atEnd() && ($("down").hidden = true));
$("chat-private").addEventListener("click", () => open(state.me));
$("chat-group").addEventListener("click", () => open(state.group.id));
setInterval(tick, 500);
begin();
