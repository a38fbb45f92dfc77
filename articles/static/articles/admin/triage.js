// The lane by keys: decisions are sent in the background, one after the other, while the next story
// stands there already. What does not arrive, or is refused, comes back with the reason.
// Without this every key is a button of a plain form.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("[data-triage]");
  if (!root) return;
  const { areOn, turn, keyOf, open } = window.desk.triage;
  const AHEAD = 2; // texts that are loaded before they are wanted
  const ENOUGH = 6; // cards that wait; with fewer, more are fetched
  const BEHIND = 6; // texts that are kept after they were read
  const LEAVING = new Set(["keep", "publish", "drop", "later", "week"]);
  const part = (name) => root.querySelector(`[data-${name}]`);
  const [box, end, toldBox, queueBox] = ["cards", "end", "told", "queue"].map(part);
  const sending = [];
  let current = box.querySelector("[data-card]");
  let fetching = null;
  let isAll = false;
  let loading = 0;

  const cards = () => [...box.children];
  const cardOf = (story) => box.querySelector(`[data-card="${Number(story)}"]`);
  const titleOf = (card) => card.querySelector("h2").textContent;
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").body;
  const tell = (text, isBad = false) => {
    toldBox.textContent = text;
    toldBox.classList.toggle("is-bad", isBad);
  };

  // What stands there ---------------------------------------------------------------------------

  const beside = (card, step) => {
    const all = cards();
    for (let at = all.indexOf(card) + step; at >= 0 && at < all.length; at += step) {
      if (!all[at].dataset.gone) return all[at];
    }
    return null;
  };

  const addressAt = (place, story) => {
    const address = new URL(part("go='on'").href);
    for (const name of ["after", "before", "story"]) address.searchParams.delete(name);
    if (story) address.searchParams.set(place, story);
    return address;
  };

  const drawQueue = () => {
    const next = [];
    for (let card = current && beside(current, 1); card && next.length < 3; card = beside(card, 1)) {
      next.push(card);
    }
    queueBox.replaceChildren(
      ...next.map((card) => {
        const link = document.createElement("a");
        link.href = addressAt("story", card.dataset.card);
        link.textContent = titleOf(card);
        const line = document.createElement("li");
        const source = document.createElement("span");
        source.className = "quiet";
        source.textContent = ` ${card.querySelector(".triage-meta strong").textContent}`;
        line.append(link, source);
        return line;
      }),
    );
    clearTimeout(loading); // what is wanted now is painted first
    loading = setTimeout(() => {
      for (const card of next.slice(0, AHEAD)) open(card.querySelector("iframe"), onKey);
      // The next one is laid out unseen: to show it is to paint it.
      for (const card of cards()) card.classList.toggle("is-next", card === next[0]);
      forget();
    }, 80);
  };

  const forget = () => {
    const all = cards();
    const underWay = new Set(sending.map((job) => job.story));
    for (const card of all.slice(0, Math.max(0, all.indexOf(current) - BEHIND))) {
      if (card.dataset.gone && !underWay.has(card.dataset.card)) {
        card.remove();
        continue;
      }
      const frame = card.querySelector("iframe[data-opened]");
      if (!frame) continue;
      const fresh = frame.cloneNode();
      fresh.dataset.src ||= frame.src;
      for (const name of ["src", "style", "data-opened", "data-settled"]) fresh.removeAttribute(name);
      frame.replaceWith(fresh);
    }
  };

  const show = (card) => {
    if (current) current.hidden = true;
    if (card) card.hidden = false;
    card?.classList.remove("is-next");
    current = card;
    end.hidden = Boolean(card);
    drawQueue();
    topUp();
    if (!card) return;
    open(card.querySelector("iframe"), onKey);
    card.querySelector("h2").focus({ preventScroll: true });
    scrollTo(0, 0);
    const story = card.dataset.card;
    history.replaceState(null, "", addressAt("story", story));
    part("go='on'").href = addressAt("after", story);
    part("go='back'").href = addressAt("before", story);
  };

  const topUp = () => {
    const all = cards();
    const waiting = all.slice(current ? all.indexOf(current) + 1 : all.length);
    if (isAll || fetching || waiting.length >= ENOUGH || !all.length) return fetching;
    const place = (all.length === 1 && root.dataset.from) || all.at(-1).dataset.card;
    fetching = fetch(`${root.dataset.next}&after=${place}`)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((html) => {
        const found = [...parsed(html).querySelectorAll("[data-card]")];
        isAll = !found.length;
        box.append(...found.filter((card) => !cardOf(card.dataset.card)));
        drawQueue();
      })
      .catch(() => tell(root.dataset.failed, true))
      .finally(() => {
        fetching = null;
      });
    return fetching;
  };

  const goOn = async () => {
    const from = current;
    if (from && !beside(from, 1) && !isAll) await topUp();
    if (current === from) show(from && beside(from, 1));
  };
  const goBack = () => {
    const before = current ? beside(current, -1) : cards().findLast((card) => !card.dataset.gone);
    if (before) show(before);
    else part("go='back'").click();
  };

  // What is done --------------------------------------------------------------------------------

  const put = (story, html, beforeCard) => {
    const fresh = parsed(html).querySelector("[data-card]");
    const old = cardOf(story);
    if (fresh && old) old.replaceWith(fresh);
    else if (fresh) box.insertBefore(fresh, beforeCard);
    if (fresh && current === old) current = fresh;
    return fresh;
  };
  const comeBack = (story, html) => {
    const card = (html && put(story, html, current)) || cardOf(story);
    if (!card) return;
    delete card.dataset.gone;
    show(card);
  };

  const numberIn = (element) => Number(element.textContent.replaceAll(",", ""));
  const count = (answer, { leaves, isUndo }) => {
    const back = isUndo ? numberIn(part("decided")) - answer.decided : 0;
    part("decided").textContent = answer.decided;
    part("pace").textContent = answer.speed ? ` · ${root.dataset.speed.replace("%(n)s", answer.speed)}` : "";
    part("deeds").innerHTML = answer.deeds;
    const left = part("left");
    const number = numberIn(left) + back - (leaves ? 1 : 0);
    if (number >= 0 && (leaves || back)) left.textContent = number.toLocaleString("en");
  };

  const arrived = (job, answer) => {
    tell(answer.text);
    count(answer, job);
    if (job.isUndo) comeBack(answer.story, answer.card);
    else if (!job.leaves && answer.card) {
      const isHere = current?.dataset.card === job.story;
      const fresh = put(job.story, answer.card, current);
      if (isHere && fresh) show(fresh);
      else if (fresh) fresh.hidden = true;
    }
  };

  const send = async (job) => {
    const seen = cardOf(job.story)?.querySelector("[data-decide] [name=seen]");
    if (seen) job.data.set("seen", seen.value); // an earlier deed of ours may have changed it
    let answer;
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(job.to, { method: "POST", body: job.data, headers, keepalive: true });
      answer = await response.json();
      if (response.ok) return arrived(job, answer);
    } catch {
      answer = null;
    }
    tell(answer?.text || root.dataset.failed, true);
    if (job.isUndo || (answer && !answer.card)) return undefined;
    return comeBack(job.story, answer?.card);
  };

  const post = async (job) => {
    sending.push(job);
    if (sending.length > 1) return;
    while (sending.length) {
      await send(sending[0]);
      sending.shift();
    }
  };

  const press = (form, button) => {
    const data = new FormData(form, button);
    const deed = data.get("deed");
    const card = form.closest("[data-card]");
    if (card?.dataset.gone) return; // the next one is on its way
    const job = {
      data,
      to: form.action,
      story: card?.dataset.card,
      isUndo: deed === "undo",
      leaves: LEAVING.has(deed),
    };
    if (job.leaves && card) {
      card.dataset.gone = "1";
      goOn();
    }
    post(job);
  };

  const undo = () => {
    const form = part("deeds").querySelector("form") || current?.querySelector("[data-decide]");
    if (!form) return;
    const data = new FormData(form);
    data.set("deed", "undo");
    data.delete("number");
    post({ data, to: form.action, isUndo: true, leaves: false });
  };

  root.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    event.preventDefault();
    press(event.target, event.submitter);
  });
  addEventListener("beforeunload", (event) => {
    if (sending.length) event.preventDefault();
  });

  // Keys ----------------------------------------------------------------------------------------

  const help = part("help");
  const close = () => {
    const panel = current?.querySelector("[data-panel][open]");
    if (!panel) return false;
    panel.open = false;
    current.querySelector("h2").focus({ preventScroll: true });
    return true;
  };
  const openPanel = (panel) => {
    for (const other of current.querySelectorAll("[data-panel][open]")) other.open = other === panel;
    panel.open = true;
    const field = panel.querySelector("input:checked") || panel.querySelector("input:not([type=hidden])");
    field.focus();
    if (field.type === "text") field.setSelectionRange(field.value.length, field.value.length);
  };
  const KEYS = {
    ArrowRight: () => goOn(),
    ArrowLeft: () => goBack(),
    Escape: () => close(),
    u: () => undo(),
    z: () => undo(),
    "?": () => help.showModal(),
  };

  function onKey(event) {
    const key = keyOf(event);
    if (!key) return;
    const found = current?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!KEYS[key] && !found) return;
    if (key !== "Escape") event.preventDefault();
    if (KEYS[key]) KEYS[key]();
    else if (found.matches("details")) openPanel(found);
    else found.click();
  }

  document.addEventListener("keydown", onKey);
  root.addEventListener("click", (event) => {
    const way = event.target.closest("[data-go]");
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (way.dataset.go === "on" || beside(current, -1)) {
      event.preventDefault();
      if (way.dataset.go === "on") goOn();
      else goBack();
    }
  });

  const switchBox = part("keys-on");
  const drawKeys = () => root.classList.toggle("triage-keyed", areOn());
  switchBox.checked = areOn();
  switchBox.addEventListener("change", () => {
    turn(switchBox.checked);
    drawKeys();
  });
  const helpButton = part("help-opens");
  helpButton.hidden = false;
  helpButton.addEventListener("click", () => help.showModal());

  drawKeys();
  show(current);
});
