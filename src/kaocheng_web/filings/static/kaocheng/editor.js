// The form editor: keyboard, paste of blocks, undo, autosave. All rules are the server's: what is typed goes there with
// the text it replaces, and comes back with scores, findings and what others have typed meanwhile.
//
// A change is never lost: until the server has it, it is kept in this browser under the form and the person.

const root = document.getElementById("editor");
const english = document.documentElement.lang === "en";
const t = (zh, en) => (english ? en : zh);
const WAIT = 800; // ms without typing, then it is saved
const LONGEST_WAIT = 30000; // ms between attempts while offline

const paper = document.getElementById("paper");
const panel = document.getElementById("panel");
const live = document.getElementById("live");
const stateLine = document.getElementById("save-state");
const editable = Boolean(root.dataset.editable);
const storeKey = `kaocheng-${root.dataset.filing}-${root.dataset.person}`;

let version = Number(root.dataset.version);
let shape = root.dataset.shape;
let token = root.dataset.token;

const base = new Map(); // path → text the server has, as far as this page knows
const wanted = new Map(); // path → text typed here that the server does not have yet
const rejected = new Map(); // path → text that the server does not take; not sent again until it is changed
const undone = [];
const done = []; // steps: arrays of {path, before, after}
let sending = null; // the save on its way
let timer = 0;
let attempts = 0;
let lastSaved = ["kept", root.dataset.kept]; // what the line says once nothing waits to be saved
let blocked = ""; // why nothing is sent: "signed-out", "closed", "other-person"

// ── cells ───────────────────────────────────────────────────────────────────────────────────────────────────────────
const inputs = () => [...paper.querySelectorAll("[data-input]")];
const cellOf = (path) => paper.querySelector(`[data-field="${CSS.escape(path)}"]`);
const inputOf = (path) => cellOf(path)?.querySelector("[data-input]");
const pathOf = (input) => input.parentElement.dataset.field;
const pathsOf = (input) => (input.dataset.also ? input.dataset.also.split(" ") : [pathOf(input)]);
const textOf = (path) => (wanted.has(path) ? wanted.get(path) : (base.get(path) ?? ""));

// What the server printed, whatever was typed since.
function printed(input) {
  if (input.tagName === "SELECT") return ([...input.options].find((option) => option.defaultSelected) ?? input.options[0])?.value ?? "";
  return input.defaultValue.replace(/\r\n?/g, "\n");
}

function readTable() {
  for (const input of inputs()) {
    for (const path of pathsOf(input)) if (!base.has(path) || !wanted.has(path)) base.set(path, printed(input));
    fit(input);
  }
}

function fit(input) {
  if (input.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
  input.rows = Math.max(1, input.value.split("\n").length, Math.ceil((input.value.length * 14) / Math.max(60, input.clientWidth)));
}

function show(path, text) {
  const cell = cellOf(path);
  if (!cell) return;
  const input = cell.querySelector("[data-input]");
  if (input) {
    if (input.value !== text) {
      if (input.tagName === "SELECT" && ![...input.options].some((option) => option.value === text)) input.add(new Option(text, text));
      input.value = text;
      fit(input);
    }
  } else {
    const place = cell.querySelector(".text");
    if (place) place.textContent = text;
  }
}

function mark() {
  for (const input of inputs()) input.parentElement.classList.toggle("unsaved", pathsOf(input).some((path) => wanted.has(path)));
}

// Put texts into cells as one step of the undo stack.
function change(changes, { record = true } = {}) {
  const step = [];
  for (const [path, after] of changes) {
    const before = textOf(path);
    if (before === after) continue;
    step.push({ path, before, after });
    if (after === (base.get(path) ?? "") && !sending) wanted.delete(path);
    else wanted.set(path, after);
    show(path, after);
  }
  if (step.length && record) {
    const last = done.at(-1);
    const now = Date.now();
    // Typing on in one cell is one step.
    if (last && step.length === 1 && last.length === 1 && last.open && last[0].path === step[0].path && now - last.at < 2000) {
      last[0].after = step[0].after;
      last.at = now;
    } else {
      step.open = true;
      step.at = now;
      done.push(step);
    }
    undone.length = 0;
  }
  if (step.length) {
    keep();
    mark();
    tellUndo();
    if (!wanted.size && !sending) tell(...lastSaved); // back to what the server has
    else if (!blocked) tell("unsaved");
    later(WAIT);
  }
  return step.length;
}

function travel(from, to, key) {
  const step = from.pop();
  if (!step) return;
  step.open = false;
  change(step.map((one) => [one.path, one[key]]), { record: false });
  to.push(step);
  tellUndo();
  const input = inputOf(step[0].path);
  if (input) focusOn(input);
}
const undo = () => travel(done, undone, "before");
const redo = () => travel(undone, done, "after");

function tellUndo() {
  document.querySelector("[data-do=undo]")?.toggleAttribute("disabled", !done.length);
  document.querySelector("[data-do=redo]")?.toggleAttribute("disabled", !undone.length);
}

// ── what is not saved yet stays in this browser ─────────────────────────────────────────────────────────────────────
function keep() {
  try {
    if (!wanted.size) localStorage.removeItem(storeKey);
    else localStorage.setItem(storeKey, JSON.stringify([...wanted].map(([path, text]) => [path, base.get(path) ?? "", text])));
  } catch {
    // Private windows may have no storage: then only the page itself keeps it.
  }
}

function restore() {
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(storeKey) ?? "[]");
  } catch {
    kept = [];
  }
  if (!kept.length) return;
  let count = 0;
  for (const [path, seen, text] of kept) {
    if (!base.has(path) || base.get(path) === text) continue;
    // What the writer saw goes with it, so that the server finds out if somebody else has changed the cell.
    base.set(path, seen);
    wanted.set(path, text);
    show(path, text);
    count += 1;
  }
  keep();
  mark();
  if (count) {
    say(t(`已恢复上次未保存的 ${count} 处内容`, `${count} unsaved texts of last time are back`));
    later(0);
  }
}

// ── saving ──────────────────────────────────────────────────────────────────────────────────────────────────────────
const WORDS = {
  kept: (at) => t(`上次保存 ${at}`, `Last saved ${at}`),
  saved: (at) => t(`草稿已自动保存 ${at}`, `Saved ${at}`),
  saving: () => t("保存中…", "Saving…"),
  unsaved: () => t("未保存", "Not saved yet"),
  offline: () => t("离线：内容已留在本机，联网后自动保存", "Offline: kept in this browser, saved when the network is back"),
  "signed-out": () => t("未保存：登录已过期", "Not saved: your session has ended"),
  "other-person": () => t("未保存：已换成另一个账号登录", "Not saved: somebody else is signed in"),
  closed: () => t("未保存：本表已不能修改", "Not saved: the form can no longer be changed"),
};

function tell(state, said = "") {
  if (!stateLine) return;
  const css = { "signed-out": "refused", "other-person": "refused", closed: "refused" }[state] ?? state;
  stateLine.className = `save-state ${css}`;
  stateLine.dataset.state = state;
  stateLine.textContent = state === "refused" ? said : WORDS[state](said);
}

const say = (text) => {
  live.textContent = "";
  live.textContent = text;
  let note = document.getElementById("editor-said");
  if (!note) {
    note = document.createElement("p");
    note.id = "editor-said";
    note.className = "message";
    paper.before(note);
  }
  note.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => note.remove(), 12000);
};

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

async function fetchJson(url, options = {}) {
  const headers = { Accept: "application/json", ...(options.body ? { "X-CSRFToken": token } : {}), ...options.headers };
  const response = await fetch(url, { credentials: "same-origin", redirect: "manual", ...options, headers });
  let data = null;
  try {
    data = await response.json();
  } catch {
    data = null;
  }
  return { status: response.status, data };
}

// Save what is wanted. Only one save is on its way; what is typed meanwhile goes with the next.
async function save({ last = false } = {}) {
  clearTimeout(timer);
  if (sending && !last) {
    await sending;
    if (!wanted.size) return true;
  }
  if (!wanted.size) return true;
  if (blocked) return false;
  const batch = new Map([...wanted].filter(([path, text]) => rejected.get(path) !== text));
  if (!batch.size) return false;
  const changes = Object.fromEntries([...batch].map(([path, text]) => [path, [base.get(path) ?? "", text]]));
  const body = JSON.stringify({ version, shape, changes });
  if (!last) tell("saving");
  const job = post(body, batch, last);
  sending = job;
  try {
    return await job;
  } finally {
    if (sending === job) sending = null;
  }
}

async function post(body, batch, last, again = false) {
  let answer;
  try {
    // keepalive lets the last save outlive the page; browsers limit such bodies to 64 KB.
    answer = await fetchJson(root.dataset.url, { method: "POST", body, keepalive: last && body.length < 60000, headers: { "Content-Type": "application/json" } });
  } catch {
    answer = { status: 0, data: null };
  }
  const { status, data } = answer;
  if (status === 200 && data) {
    attempts = 0;
    take(data, batch);
    return true;
  }
  if (status === 401) {
    askToSignIn();
  } else if (status === 403 && !data && !again) {
    // The token of the page may have changed with a new sign-in: ask for it once.
    if (await refreshToken()) return post(body, batch, last, true);
  } else if (status === 0 || status >= 500 || status === 429) {
    attempts += 1;
    tell("offline");
    later(Math.min(LONGEST_WAIT, 1500 * 2 ** Math.min(attempts, 5)));
  } else if (data?.code === "busy") {
    later(WAIT);
  } else {
    refuse(data);
  }
  return false;
}

function refuse(data) {
  if (data?.code === "not-editable") {
    blocked = "closed";
    tell("closed");
  } else {
    tell("refused", t(`未保存：${data?.message ?? "您没有这项权限"}`, `Not saved: ${data?.message ?? "you do not have this right"}`));
  }
  const wrong = (data?.refusals ?? []).map((refusal) => refusal.field).filter((path) => wanted.has(path));
  for (const path of wrong) {
    rejected.set(path, wanted.get(path));
    cellOf(path)?.classList.add("conflict");
  }
  if (wrong.length && wanted.size > wrong.length) later(0); // the rest is fine
}

// What the server answered: take over what it has, without touching what has been typed since.
function take(data, batch = new Map()) {
  version = data.version;
  token = data.token ?? token;
  const conflicts = new Map((data.conflicts ?? []).map((one) => [one.path, one]));
  for (const [path, text] of batch) {
    const conflict = conflicts.get(path);
    base.set(path, conflict ? conflict.kept : text);
    if (wanted.get(path) === text) wanted.delete(path);
  }
  if (data.table) {
    const focused = document.activeElement?.closest?.("[data-field]")?.dataset.field;
    const caret = document.activeElement?.selectionStart;
    paper.innerHTML = data.table;
    shape = data.shape;
    for (const path of [...base.keys()]) if (!wanted.has(path)) base.delete(path);
    readTable();
    for (const [path, text] of wanted) show(path, text);
    const again = focused && inputOf(focused);
    if (again) {
      focusOn(again);
      if (caret !== undefined && again.setSelectionRange) again.setSelectionRange(caret, caret);
    }
  }
  for (const [path, text] of Object.entries(data.cells ?? {})) {
    const input = inputOf(path);
    const paths = input ? pathsOf(input) : [path];
    if (paths.some((one) => wanted.has(one))) continue;
    const before = base.get(path);
    for (const one of paths) base.set(one, text);
    if (input && before !== undefined && before !== text && !batch.has(path)) {
      cellOf(path).classList.add("changed");
      setTimeout(() => cellOf(path)?.classList.remove("changed"), 6000);
    }
    show(path, text);
  }
  for (const [path, conflict] of conflicts) {
    for (const step of [done, undone]) step.length = 0; // their texts no longer are what was there
    tellUndo();
    show(path, wanted.has(path) ? wanted.get(path) : conflict.kept);
    cellOf(path)?.classList.add("conflict");
  }
  if (conflicts.size) {
    say(t(`有 ${conflicts.size} 处内容已被他人修改：右侧列出双方内容，请选择`, `${conflicts.size} cells were changed by somebody else: choose beside the form`));
  }
  showMarks(data);
  replace(panel, data.panel);
  const bar = document.getElementById("buttons");
  if (bar && data.buttons && !document.querySelector(".buttons dialog[open], .buttons details[open]")) bar.outerHTML = data.buttons;
  else barOfLater = data.buttons;
  keep();
  mark();
  markConflicts();
  if ([...wanted].some(([path, text]) => rejected.get(path) !== text)) later(WAIT);
  else if (wanted.size) tell("refused", t("有内容未保存：请修改标出的单元格", "Some texts are not saved: change the cells that are marked"));
  else if (stateLine && editable) tell(...(lastSaved = ["saved", data.at]));
}
let barOfLater = "";

function markConflicts() {
  const open = new Set([...panel.querySelectorAll("[data-lost]")].map((one) => one.dataset.path));
  for (const cell of paper.querySelectorAll(".conflict")) if (!open.has(cell.dataset.field) && !rejected.has(cell.dataset.field)) cell.classList.remove("conflict");
  for (const path of open) cellOf(path)?.classList.add("conflict");
}

function showMarks(data) {
  for (const cell of paper.querySelectorAll("[data-field]")) {
    const severity = data.marks?.[cell.dataset.field] ?? "";
    for (const level of ["error", "warning", "info"]) cell.classList.toggle(`finding-${level}`, severity === level);
    const input = cell.querySelector("[data-input]");
    if (input) severity === "error" ? input.setAttribute("aria-invalid", "true") : input.removeAttribute("aria-invalid");
  }
  for (const place of paper.querySelectorAll("[data-messages]")) {
    const html = data.messages?.[place.dataset.messages] ?? "";
    if (place.innerHTML.trim() !== html.trim()) place.innerHTML = html;
  }
}

// Fresh content beside the form, without losing what is being written there.
function replace(place, html) {
  if (!html) return;
  const texts = new Map([...place.querySelectorAll("textarea")].filter((one) => one.value !== one.defaultValue).map((one) => [one.id, one.value]));
  const open = [...place.querySelectorAll("details[open] textarea")].map((one) => one.id);
  const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = place.scrollTop;
  const selected = place.querySelector("#note-field")?.value;
  place.innerHTML = html;
  for (const [id, text] of texts) {
    const field = document.getElementById(id);
    if (field) field.value = text;
  }
  for (const id of new Set([...open, ...texts.keys()])) {
    const details = document.getElementById(id)?.closest("details");
    if (details) details.open = true;
  }
  if (selected && place.querySelector("#note-field")) place.querySelector("#note-field").value = selected;
  if (focused) document.getElementById(focused)?.focus();
  place.scrollTop = scrolled;
}

// ── the session ends while one is typing ────────────────────────────────────────────────────────────────────────────
const signIn = document.getElementById("sign-in-again");

function askToSignIn() {
  blocked = "signed-out";
  tell("signed-out");
  keep();
  if (!signIn.open) signIn.showModal();
}

async function refreshToken() {
  let answer;
  try {
    answer = await fetchJson(root.dataset.url);
  } catch {
    return false;
  }
  if (answer.status === 401) {
    askToSignIn();
    return false;
  }
  if (answer.status !== 200 || !answer.data) return false;
  if (String(answer.data.person) !== root.dataset.person) {
    blocked = "other-person";
    tell("other-person");
    document.getElementById("sign-in-problem").textContent = t("当前登录的是另一个账号，请用原账号登录。", "Somebody else is signed in; sign in with your own account.");
    return false;
  }
  token = answer.data.token;
  return true;
}

async function comeBack() {
  if (blocked !== "signed-out" && blocked !== "other-person") {
    if (wanted.size) later(0);
    return;
  }
  const was = blocked;
  blocked = "";
  if (await refreshToken()) {
    signIn.close();
    await save();
  } else if (!blocked) {
    blocked = was;
  }
}

window.addEventListener("focus", comeBack);
window.addEventListener("online", () => {
  attempts = 0;
  comeBack();
});
window.addEventListener("offline", () => wanted.size && tell("offline"));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") save({ last: true });
  else comeBack();
});
window.addEventListener("pagehide", () => save({ last: true }));
window.addEventListener("beforeunload", (event) => {
  if (wanted.size && blocked) event.preventDefault();
});

// ── typing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
paper.addEventListener("input", (event) => {
  const input = event.target.closest("[data-input]");
  if (!input) return;
  const text = input.value;
  change(pathsOf(input).map((path) => [path, text]));
  fit(input);
});

paper.addEventListener("focusout", (event) => {
  const input = event.target.closest("[data-input]");
  if (!input) return;
  const last = done.at(-1);
  if (last) last.open = false;
  if (wanted.size) later(100);
});

function focusOn(input, { select = false } = {}) {
  input.focus();
  if (select && input.select) input.select();
  input.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const spot = (element) => {
  const cell = element.closest("[data-row]");
  const row = Number(cell.dataset.row);
  const column = Number(cell.dataset.column);
  return { row, column, lastRow: row + cell.rowSpan - 1, lastColumn: column + cell.colSpan - 1 };
};

// The next cell one may type into, in a direction; up and down stay in the columns of the cell.
function neighbour(input, direction) {
  const here = spot(input);
  const all = inputs().map((other) => ({ other, ...spot(other) }));
  const overlaps = (one) => one.column <= here.lastColumn && one.lastColumn >= here.column;
  const sameRow = (one) => one.row <= here.lastRow && one.lastRow >= here.row;
  const rank = {
    down: [(one) => one.row > here.lastRow && overlaps(one), (a, b) => a.row - b.row || Math.abs(a.column - here.column) - Math.abs(b.column - here.column)],
    up: [(one) => one.lastRow < here.row && overlaps(one), (a, b) => b.row - a.row || Math.abs(a.column - here.column) - Math.abs(b.column - here.column)],
    right: [(one) => one.column > here.lastColumn && sameRow(one), (a, b) => a.column - b.column],
    left: [(one) => one.lastColumn < here.column && sameRow(one), (a, b) => b.column - a.column],
  }[direction];
  return all.filter(rank[0]).sort(rank[1])[0]?.other;
}

paper.addEventListener("keydown", (event) => {
  const input = event.target.closest("[data-input]");
  if (!input || event.isComposing) return;
  const { key } = event;
  if (key === "Escape" && entered?.path === pathOf(input) && input.value !== entered.text) {
    event.preventDefault();
    change(pathsOf(input).map((path) => [path, entered.text]));
    if (input.select) input.select();
    return;
  }
  const rowAct = actOnRow(event);
  if (rowAct) {
    event.preventDefault();
    input.closest("tr").querySelector(`.row-menu [value^="${rowAct}:"]`)?.click();
    return;
  }
  if (key === "Enter" && !event.ctrlKey && !event.altKey && !event.metaKey) {
    if (event.shiftKey) return; // a new line in the cell
    event.preventDefault();
    const next = neighbour(input, "down");
    if (next) focusOn(next, { select: true });
    return;
  }
  const direction = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" }[key];
  if (direction && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
    const free = event.altKey || atEdge(input, direction);
    const next = free && neighbour(input, direction);
    if (next) {
      event.preventDefault();
      focusOn(next, { select: event.altKey || direction === "up" || direction === "down" });
    }
  }
});

// Keys that add, remove and move the row one is in, where the form lets one.
function actOnRow(event) {
  const { key, ctrlKey, altKey, shiftKey } = event;
  if (key === "Enter" && ctrlKey) return "add";
  if (key === "Delete" && altKey) return "remove";
  if (altKey && shiftKey) return { ArrowUp: "up", ArrowDown: "down" }[key];
  return undefined;
}

function atEdge(input, direction) {
  if (input.tagName === "SELECT") return direction === "left" || direction === "right";
  const { selectionStart: from, selectionEnd: to, value } = input;
  const whole = from === 0 && to === value.length;
  if (direction === "left") return whole || (from === 0 && to === 0);
  if (direction === "right") return whole || (from === value.length && to === value.length);
  if (direction === "up") return whole || !value.slice(0, from).includes("\n") && firstLine(input);
  return whole || !value.slice(to).includes("\n") && lastLine(input);
}

// A text may wrap: then the arrow first moves inside the cell. One line of height tells that it does not.
const wraps = (input) => input.scrollHeight > 2.2 * parseFloat(getComputedStyle(input).lineHeight || "20");
const firstLine = (input) => !wraps(input) || input.selectionStart === 0;
const lastLine = (input) => !wraps(input) || input.selectionEnd === input.value.length;

document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    event.preventDefault();
    nextFinding(event.shiftKey ? -1 : 1);
    return;
  }
  if (!editable || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target.closest("#panel, .actions, dialog")) return; // those fields have their own
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) {
    event.preventDefault();
    undo();
  } else if (key === "y" || (key === "z" && event.shiftKey)) {
    event.preventDefault();
    redo();
  } else if (key === "s") {
    event.preventDefault();
    save();
  }
});

let called = -1;
function nextFinding(by) {
  const cells = [...paper.querySelectorAll(".finding-error, .finding-warning")];
  if (!cells.length) return say(t("没有发现问题", "Nothing was found"));
  const here = document.activeElement.closest?.("[data-field]");
  const at = here ? cells.indexOf(here) : -1;
  const from = at >= 0 ? at : called;
  called = (from + by + cells.length) % cells.length;
  go(cells[called]);
}

function go(cell) {
  for (const one of paper.querySelectorAll(".called")) one.classList.remove("called");
  cell.classList.add("called");
  const input = cell.querySelector("[data-input]");
  if (input) return focusOn(input);
  cell.tabIndex = -1;
  cell.focus();
  cell.scrollIntoView({ block: "center" });
}

// ── paste of a block ────────────────────────────────────────────────────────────────────────────────────────────────
// Rows of texts: from the table of the clipboard's html, else from tab separated text as spreadsheets write it, where a
// cell with a line break stands in quotes.
export function readBlock(html, text) {
  if (/<t[dh][\s>]/i.test(html)) {
    const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    const rows = table ? [...table.rows] : [];
    const grid = rows.map(() => []);
    rows.forEach((row, y) => {
      let x = 0;
      for (const cell of row.cells) {
        while (grid[y][x] !== undefined) x += 1;
        for (const line of cell.querySelectorAll("br")) line.replaceWith("\n");
        const said = cell.textContent.replace(/\u00a0/g, " ").replace(/[ \t]*\n[ \t]*/g, "\n").trim();
        for (let dy = 0; dy < Math.min(cell.rowSpan || 1, rows.length - y); dy += 1) {
          for (let dx = 0; dx < (cell.colSpan || 1); dx += 1) grid[y + dy][x + dx] = dy || dx ? null : said;
        }
        x += cell.colSpan || 1;
      }
    });
    return grid.map((row) => Array.from(row, (one) => one ?? null));
  }
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (body[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t" || sign === "\n") {
      rows.at(-1).push(cell.trim());
      cell = "";
      if (sign === "\n") rows.push([]);
    } else cell += sign;
  }
  rows.at(-1).push(cell.trim());
  return rows;
}

// Where a block goes: from the focused cell on, column by column of the form and row by row. A cell one may not type
// into, or the end of the form, leaves its text over.
function pasteBlock(input, block) {
  const start = spot(input);
  const cells = [...paper.querySelectorAll("tr > [data-row]")].map((cell) => ({ cell, ...spot(cell) }));
  const at = (row, column) => cells.find((one) => one.row <= row && row <= one.lastRow && one.column <= column && column <= one.lastColumn);
  const bottom = Math.max(...cells.map((one) => one.lastRow));
  const changes = new Map();
  const left = [];
  let row = start.row;
  for (const texts of block) {
    let column = start.column;
    for (const text of texts) {
      const there = row <= bottom ? at(row, column) : undefined;
      const target = there?.cell.querySelector("[data-input]");
      const begins = there && there.row === row && there.column === column;
      if (text !== null && (text !== "" || target)) {
        if (target && begins) for (const path of pathsOf(target)) changes.set(path, text);
        else if (text && there?.cell.querySelector(".text")?.textContent.trim() !== text) left.push(text);
      }
      column = there ? there.lastColumn + 1 : column + 1;
    }
    row += 1;
  }
  const count = change([...changes]);
  const shown = left.slice(0, 6).join("、") + (left.length > 6 ? "…" : "");
  const said = t(`已粘贴 ${count} 格`, `${count} cells pasted`);
  say(left.length ? `${said}${t(`；${left.length} 格放不下：${shown}`, `; ${left.length} did not fit: ${shown}`)}` : said);
}

paper.addEventListener("paste", (event) => {
  const input = event.target.closest("[data-input]");
  if (!input || !event.clipboardData) return;
  const block = readBlock(event.clipboardData.getData("text/html"), event.clipboardData.getData("text/plain"));
  if (block.length === 1 && block[0].length === 1) {
    if (!/<t[dh][\s>]/i.test(event.clipboardData.getData("text/html"))) return; // ordinary text: the browser's own paste
  }
  event.preventDefault();
  pasteBlock(input, block);
});

// ── buttons ─────────────────────────────────────────────────────────────────────────────────────────────────────────
document.addEventListener("click", async (event) => {
  const element = event.target;
  const act = element.closest("[data-do]")?.dataset.do;
  if (act === "undo") undo();
  if (act === "redo") redo();
  if (act === "paste") await pasteFromClipboard();
  if (act === "copy") copyTable();
  const adopt = element.closest("[data-adopt]");
  if (adopt && editable) {
    const path = adopt.dataset.adopt;
    change([[path, adopt.dataset.value]]);
    const input = inputOf(path);
    if (input) focusOn(input);
    later(0);
  }
  const mine = element.closest("[data-mine]");
  if (mine) {
    const lost = mine.closest("[data-lost]");
    if (change([[lost.dataset.path, lost.dataset.text]])) await save();
    await quick(mine.closest("form"));
  }
  const link = element.closest("[data-go]");
  const cell = link && cellOf(link.dataset.go);
  if (cell) {
    event.preventDefault();
    go(cell);
  }
  const note = element.closest(".note-here");
  const field = note && document.getElementById("note-field");
  if (field) {
    event.preventDefault();
    field.value = note.closest("[data-field]").dataset.field;
    document.getElementById("note-text").focus();
  }
});

// The whole cell is the field, not only its line of text.
paper.addEventListener("mousedown", (event) => {
  const input = event.target.matches("td.has-input, .row-messages") && event.target.closest("td").querySelector("[data-input]");
  if (!input) return;
  event.preventDefault();
  input.focus();
});

let lastInput = null;
let entered = null; // the cell one is in, with its text when one came: Escape puts it back
paper.addEventListener("focusin", (event) => {
  const input = event.target.closest("[data-input]");
  if (!input) return;
  lastInput = input;
  if (entered?.path !== pathOf(input)) entered = { path: pathOf(input), text: input.value };
});

async function pasteFromClipboard() {
  const input = lastInput?.isConnected ? lastInput : inputs()[0];
  if (!input) return;
  focusOn(input);
  try {
    const text = await navigator.clipboard.readText();
    pasteBlock(input, readBlock("", text));
  } catch {
    say(t("请先点选左上角的单元格，再按 Ctrl+V 粘贴", "Click the upper left cell, then press Ctrl+V"));
  }
}

// The table as it stands, for a spreadsheet: merged cells as a table, and as tab separated text.
function copyTable() {
  const table = paper.querySelector("table.form");
  const copy = document.createElement("table");
  const lines = [];
  for (const row of table.rows) {
    const line = [];
    const there = copy.insertRow();
    for (const cell of row.cells) {
      const text = (cell.querySelector("[data-input]")?.value ?? cell.querySelector(".text")?.textContent ?? "").trim();
      const place = there.insertCell();
      place.rowSpan = cell.rowSpan;
      place.colSpan = cell.colSpan;
      text.split("\n").forEach((one, index) => place.append(...(index ? [document.createElement("br"), one] : [one])));
      while (line.length < Number(cell.dataset.column)) line.push("");
      line.push(/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    }
    lines.push(line.join("\t"));
  }
  // Works without a secure context too, which navigator.clipboard does not.
  document.addEventListener(
    "copy",
    (event) => {
      event.clipboardData.setData("text/plain", lines.join("\n"));
      event.clipboardData.setData("text/html", copy.outerHTML);
      event.preventDefault();
    },
    { once: true },
  );
  const copied = document.execCommand("copy");
  say(copied ? t("已复制整张表，可粘贴到 Excel 或 WPS", "The table was copied; paste it into Excel or WPS") : t("浏览器不允许复制", "The browser does not allow copying"));
}

// Small forms of the page are sent without leaving it; first what is typed is saved.
async function quick(form, submitter) {
  const moves = form.matches("#row-changes");
  const [act, row] = moves ? [submitter.value.split(":")[0], Number(submitter.value.split(":")[1])] : [];
  const written = (path) => path.startsWith(`indicators[${row}].`) && !/level[12]$/.test(path) && textOf(path).trim();
  const question = t("删除本行及其内容？", "Remove this row and what it says?");
  if (act === "remove" && [...base.keys()].some(written) && !window.confirm(question)) return undefined;
  await save();
  const data = new FormData(form, submitter);
  if (data.has("version")) data.set("version", String(version));
  data.set("shape", shape);
  data.set("csrfmiddlewaretoken", token);
  let answer;
  if (moves && wanted.size) return undefined; // not saved: the rows stay where they are
  paper.inert = moves; // while rows move, nothing is typed into the wrong one
  try {
    answer = await fetchJson(form.action, { method: "POST", body: data });
  } catch {
    return say(t("没有收到服务器的回应，请稍后再试", "The server did not answer; try again"));
  } finally {
    paper.inert = false;
  }
  if (answer.status === 401) return askToSignIn();
  if (answer.status !== 200) {
    if (answer.data?.code === "stale") await refreshAll();
    return say(answer.data?.message ?? t("未能完成，请刷新页面后再试", "Not done; reload the page and try again"));
  }
  if (form.dataset.clear !== undefined) for (const field of form.querySelectorAll("textarea")) field.value = field.defaultValue;
  for (const field of form.querySelectorAll("textarea")) field.defaultValue = field.value;
  const details = form.closest("details");
  if (details) details.open = false;
  if (answer.data.table) for (const stack of [done, undone]) stack.length = 0; // rows have moved
  tellUndo();
  take(answer.data);
  if (moves) {
    const there = { add: row + 1, duplicate: row + 1, up: Math.max(0, row - 1), down: row + 1 }[act] ?? row;
    const input = inputOf(`indicators[${there}].level3`) ?? inputOf(`indicators[${row}].level3`) ?? inputOf(`indicators[${row - 1}].level3`);
    if (input) focusOn(input, { select: true });
  }
  return undefined;
}

async function refreshAll() {
  const answer = await fetchJson(root.dataset.url).catch(() => null);
  if (answer?.status === 200) take(answer.data);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-quick]")) {
    event.preventDefault();
    await quick(form, event.submitter);
  } else if (form.closest(".actions") && editable && (wanted.size || sending)) {
    event.preventDefault();
    const name = event.submitter?.name;
    const value = event.submitter?.value;
    if (!(await save())) return;
    // The save has drawn the bar anew, perhaps with reasons why it is not possible.
    const field = form.querySelector("[name=version]");
    field.value = String(version);
    if (name && value) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(hidden);
    }
    if (!form.isConnected) {
      form.hidden = true;
      document.body.append(form);
    }
    form.querySelector("[name=csrfmiddlewaretoken]").value = token;
    form.submit();
  }
});

// ── who signs has seen the whole ────────────────────────────────────────────────────────────────────────────────────
function watchTheEnd() {
  if (!root.dataset.seenUrl) return;
  const watcher = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    const data = new FormData();
    data.set("version", String(version));
    data.set("csrfmiddlewaretoken", token);
    const answer = await fetchJson(root.dataset.seenUrl, { method: "POST", body: data }).catch(() => null);
    if (answer?.status === 200) take(answer.data);
    else if (answer?.status === 422 || answer?.status === 409) say(answer.data.message);
  });
  watcher.observe(document.getElementById("end-of-form"));
}

document.addEventListener("toggle", () => {
  if (barOfLater && !document.querySelector(".buttons dialog[open], .buttons details[open]")) {
    document.getElementById("buttons").outerHTML = barOfLater;
    barOfLater = "";
  }
}, true);

// Who is quick has typed before this file came.
const early = inputs().filter((input) => input.value !== printed(input));
readTable();
markConflicts();
if (editable) {
  tell(...lastSaved);
  restore();
  change(early.flatMap((input) => pathsOf(input).map((path) => [path, input.value])));
}
watchTheEnd();
