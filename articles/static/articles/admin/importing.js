// Imports: what runs is looked at anew, folders and dropped files are uploaded in pieces, and the
// text of a refused file has line numbers. Each only makes quicker what the pages do without.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  watch();
  for (const box of document.querySelectorAll("[data-upload]")) upload(box);
  for (const box of document.querySelectorAll("[data-marked]")) number(box);
  for (const button of document.querySelectorAll("[data-busy]")) tellBusy(button);
});

// The parts of the page that are marked as live, every few seconds, while nobody works in them.
function watch() {
  const EVERY = 3000;
  const live = () => [...document.querySelectorAll("[data-live=on]")];
  const isBusy = (part) => part.contains(document.activeElement) || part.querySelector("input:checked");

  async function look() {
    if (!document.hidden) {
      try {
        const response = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (response.ok && !response.redirected) {
          const anew = new DOMParser().parseFromString(await response.text(), "text/html");
          for (const part of live()) {
            const newer = anew.getElementById(part.id);
            if (newer && !newer.matches("[data-live=on]")) return location.reload();
            if (newer && !isBusy(part)) part.replaceWith(document.adoptNode(newer));
          }
        }
      } catch {
        // The server is away for a moment; the next look finds it.
      }
    }
    if (live().length) setTimeout(look, EVERY);
  }

  if (live().length) setTimeout(look, EVERY);
}

// A folder, or files that were dropped: sent in pieces first, and then the form with their name.
function upload(box) {
  const form = box.closest("form");
  const plain = box.querySelector("#id_files");
  const folder = box.querySelector("#id_folder");
  const status = box.querySelector("[role=status]");
  const progress = box.querySelector("progress");
  const name = form.elements.upload;
  const root = form.elements.root;
  const atOnce = Number(box.dataset.atOnce);
  const BYTES = 8 * 1024 * 1024; // in one request, if it holds more than one file
  let dropped = []; // [file, its path]
  box.querySelector(".desk-folder").hidden = false;

  const say = (text, values = {}) => {
    status.textContent = text.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  };
  const chosen = () => [
    ...[...plain.files].map((file) => [file, file.name]),
    ...[...folder.files].map((file) => [file, file.webkitRelativePath || file.name]),
    ...dropped,
  ];
  const changed = () => {
    const all = chosen();
    if (all.length) say(box.dataset.dropped, { n: all.length });
    if (!root.value && all.length) {
      const [first] = all;
      root.placeholder = first[1].includes("/") ? first[1].split("/")[0] : first[1].replace(/\.zip$/i, "");
    }
  };
  plain.addEventListener("change", changed);
  folder.addEventListener("change", changed);

  function* pieces(all) {
    let piece = [];
    let size = 0;
    for (const each of all) {
      if (piece.length && (piece.length >= atOnce || size + each[0].size > BYTES)) {
        yield piece;
        piece = [];
        size = 0;
      }
      piece.push(each);
      size += each[0].size;
    }
    yield piece;
  }

  async function send(piece) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("upload", name.value);
    data.append("paths", JSON.stringify(piece.map(([, path]) => path)));
    for (const [file] of piece) data.append("files", file);
    const response = await fetch(box.dataset.upload, { method: "POST", body: data });
    const told = await response.json();
    if (told.error) throw new Error(told.error);
    name.value = told.upload;
  }

  form.addEventListener("submit", async (event) => {
    const all = chosen();
    const isPlain = !dropped.length && !folder.files.length && plain.files.length <= atOnce;
    if (isPlain || !all.length) return;
    event.preventDefault();
    if (!progress.hidden) return; // it is being sent
    progress.hidden = false;
    let done = 0;
    try {
      for (const piece of pieces(all)) {
        await send(piece);
        done += piece.length;
        progress.value = done / all.length;
        say(box.dataset.sending, { done, all: all.length });
      }
    } catch (error) {
      progress.hidden = true;
      say(error instanceof TypeError || error instanceof SyntaxError ? box.dataset.failed : error.message);
      return;
    }
    plain.value = folder.value = "";
    dropped = [];
    if (!root.value && root.placeholder) root.value = root.placeholder;
    form.submit();
  });

  async function inside(entry, into) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      into.push([file, entry.fullPath.replace(/^\//, "")]);
      return;
    }
    const reader = entry.createReader();
    for (;;) { // it gives a hundred at a time
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return;
      for (const each of some) await inside(each, into);
    }
  }

  box.addEventListener("dragover", (event) => {
    event.preventDefault();
    box.classList.add("is-over");
  });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", async (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...event.dataTransfer.files];
    const found = [];
    for (const [at, entry] of entries.entries()) {
      if (entry) await inside(entry, found);
      else if (files[at]) found.push([files[at], files[at].name]);
    }
    dropped.push(...found);
    changed();
  });
}

// What takes seconds says so on its button, and cannot be pressed twice.
function tellBusy(button) {
  const words = button.value;
  const buttons = [...button.form.querySelectorAll("[type=submit]")];

  button.form.addEventListener("submit", (event) => {
    if (event.submitter !== button) return;
    setTimeout(() => { // by then the form is on its way; a disabled button would not be sent with it
      button.value = button.dataset.busy;
      for (const each of buttons) each.disabled = true;
    });
  });
  addEventListener("pageshow", () => { // who comes back finds the page as it was left
    button.value = words;
    for (const each of buttons) each.disabled = false;
  });
}

// Line numbers beside the text, those of the errors marked, and a button that leads to each.
function number(box) {
  const text = box.querySelector("textarea");
  if (!text) return;
  const marked = box.dataset.marked.split(" ").filter(Boolean).map(Number);
  const gutter = document.createElement("div");
  const lines = document.createElement("div");
  gutter.className = "desk-gutter";
  lines.className = "desk-gutter-lines";
  gutter.setAttribute("aria-hidden", "true");
  gutter.append(lines);
  box.prepend(gutter);
  let count = 0;

  const draw = () => {
    const now = text.value.split("\n").length;
    if (now === count) return;
    count = now;
    const wrong = new Set(marked);
    const parts = [];
    let plain = "";
    for (let line = 1; line <= count; line += 1) {
      if (!wrong.has(line)) {
        plain += `${line}\n`;
        continue;
      }
      const mark = document.createElement("b");
      mark.textContent = line;
      parts.push(plain, mark);
      plain = "\n";
    }
    lines.replaceChildren(...parts, plain);
  };
  const follow = () => {
    gutter.scrollTop = text.scrollTop;
  };
  const go = (line) => {
    const before = text.value.split("\n").slice(0, line - 1);
    const start = before.reduce((sum, each) => sum + each.length + 1, 0);
    const end = text.value.indexOf("\n", start);
    text.focus();
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    const height = text.scrollHeight / count;
    text.scrollTop = Math.max(0, (line - 4) * height);
    follow();
  };

  text.addEventListener("input", draw);
  text.addEventListener("scroll", follow);
  new ResizeObserver(() => {
    gutter.style.height = `${text.clientHeight}px`;
  }).observe(text);
  draw();
  const doors = document.createElement("p");
  doors.className = "desk-choices desk-go";
  for (const line of marked.slice(0, 5)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button desk-choice";
    button.textContent = box.dataset.go.replace("{n}", line);
    button.addEventListener("click", () => go(line));
    doors.append(button);
  }
  if (marked.length) box.before(doors);
}
