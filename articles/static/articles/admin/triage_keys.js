// What the lane and its merge page share: single keys that leave those alone who type, and frames
// as high as the story in them.
"use strict";
window.desk = window.desk || {};
window.desk.triage = (() => {
  const STORED = "newsdesk.triage.keys";
  const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

  const areOn = () => {
    try {
      return localStorage.getItem(STORED) !== "off";
    } catch {
      return true;
    }
  };
  const turn = (on) => {
    try {
      localStorage.setItem(STORED, on ? "on" : "off");
    } catch {
      // No storage: keys stay as they are.
    }
  };

  // The key as buttons name it; empty for what is none of ours. Layouts without Latin letters are
  // read by the place of the key.
  const keyOf = (event) => {
    if (event.isComposing || event.keyCode === 229 || event.repeat || event.defaultPrevented) return "";
    if (event.ctrlKey || event.altKey || event.metaKey) return "";
    if (event.key === "Escape") return "Escape";
    if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return "";
    if (event.key.startsWith("Arrow")) return event.target.closest?.("input") ? "" : event.key;
    if (!areOn()) return "";
    const place = /^Key([A-Z])$/.exec(event.code);
    const letter = /^[a-z]$/i.test(event.key) || !place ? event.key : place[1];
    if (letter.length !== 1) return "";
    return event.shiftKey ? letter.toUpperCase() : letter.toLowerCase();
  };

  const themed = (frame) => {
    const theme = document.documentElement.dataset.theme;
    const root = frame.contentDocument?.documentElement;
    if (!root) return;
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const settled = (frame, onKey) => {
    const inside = frame.contentDocument;
    if (!inside?.body || inside.URL === "about:blank" || frame.dataset.settled) return;
    frame.dataset.settled = "1";
    themed(frame);
    const fit = () => {
      if (inside.body.offsetHeight) frame.style.height = `${inside.body.offsetHeight + 8}px`;
    };
    new ResizeObserver(fit).observe(inside.body);
    fit();
    inside.addEventListener("keydown", onKey);
  };

  // Loads the frame if it waits for that.
  const open = (frame, onKey) => {
    if (!frame || frame.dataset.opened) return;
    frame.dataset.opened = "1";
    frame.addEventListener("load", () => settled(frame, onKey));
    if (frame.dataset.src) frame.src = frame.dataset.src;
    else if (frame.contentDocument?.readyState === "complete") settled(frame, onKey);
  };

  new MutationObserver(() => document.querySelectorAll(".triage-text").forEach(themed)).observe(
    document.documentElement,
    { attributes: true, attributeFilter: ["data-theme"] },
  );
  return { areOn, turn, keyOf, open };
})();
