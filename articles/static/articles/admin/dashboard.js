/* What runs is asked for again while somebody looks; without script the page loads itself anew. */
"use strict";

{
  const SOON = 3_000, LATER = 20_000; // milliseconds: while something runs, and otherwise
  const section = document.querySelector("[data-live]");
  const runs = section?.querySelector("[data-runs]");

  async function look() {
    try {
      const answer = await fetch(section.dataset.live, { redirect: "error" });
      if (answer.ok) show(await answer.text());
    } catch { /* the server is away for a moment, or the session has ended */ }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const held = runs.contains(document.activeElement);
    if (!held) runs.replaceChildren(...fresh.childNodes);
    section.hidden = !runs.querySelector("li");
  }

  async function watch() {
    if (!document.hidden) await look();
    setTimeout(watch, section.hidden ? LATER : SOON);
  }

  if (section) setTimeout(watch, section.hidden ? LATER : SOON);
}
