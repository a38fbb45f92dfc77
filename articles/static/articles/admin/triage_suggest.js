// What is known of the tags and categories that somebody types in the lane.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const root = document.querySelector("[data-triage]");
  let pause = 0;

  const suggest = async (field) => {
    const cut = field.dataset.suggests === "tags" ? field.value.search(/[^,，]*$/) : 0;
    const [before, term] = [field.value.slice(0, cut), field.value.slice(cut).trim()];
    if (!term) return;
    const asked = new URLSearchParams({
      term,
      app_label: "articles",
      model_name: "article",
      field_name: field.dataset.suggests,
    });
    const answer = await fetch(`${root.dataset.suggest}?${asked}`);
    if (!answer.ok) return;
    const { results } = await answer.json();
    const gap = before && !before.endsWith(" ") ? " " : "";
    field.list.replaceChildren(...results.map(({ text }) => new Option("", before + gap + text)));
  };

  root.addEventListener("input", (event) => {
    if (!event.target.dataset.suggests || event.isComposing) return;
    clearTimeout(pause);
    pause = setTimeout(() => suggest(event.target).catch(() => {}), 150);
  });
});
