// The merge page by keys: a number chooses, Enter merges, Escape goes back.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const { areOn, keyOf, open } = window.desk.triage;
  const page = document.querySelector("[data-merge]");
  page.classList.toggle("triage-keyed", areOn());
  const onKey = (event) => {
    const key = keyOf(event);
    const found = key && page.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return;
    event.preventDefault();
    found.click();
    if (found.type === "radio") found.focus();
  };
  document.addEventListener("keydown", onKey);
  for (const frame of page.querySelectorAll("iframe")) open(frame, onKey);
  page.querySelector("input[name=winner]:checked")?.focus();
});
