// The story form says that it is open, and when it is left; and shows who else has it open, and
// what was changed meanwhile. Without this both are told as of loading.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-presence]");
  const form = document.getElementById("article_form");
  if (!box || !form) return;
  let typed = false;
  let told = [...box.children].map((line) => line.textContent);

  const word = (more = {}) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("since", box.dataset.since);
    if (typed) data.append("typed", "1");
    for (const [name, value] of Object.entries(more)) data.append(name, value);
    return data;
  };

  // Only what is new is written: who listens to the page hears it once.
  const show = (lines) => {
    if (lines.join("\n") === told.join("\n")) return;
    told = lines;
    box.replaceChildren(...lines.map((line) => {
      const element = document.createElement("p");
      element.className = "desk-note";
      element.textContent = line;
      return element;
    }));
  };

  const beat = async () => {
    try {
      const response = await fetch(box.dataset.presence, { method: "POST", body: word() });
      if (response.ok) show((await response.json()).lines);
    } catch {
      // No network for a moment: the next one tells.
    }
  };

  form.addEventListener("input", () => {
    if (typed) return;
    typed = true;
    beat();
  });
  window.addEventListener("pagehide", () => {
    navigator.sendBeacon(box.dataset.presence, word({ leaving: "1" }));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) beat();
  });
  setInterval(beat, 20000);
  beat();
});
