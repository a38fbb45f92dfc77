// Suggestions while a reader types: a combobox with a list of its own (ARIA 1.2). The list is made
// by the same address that the link below the field leads to; without this the link does as well.
"use strict";
(() => {
  const WAIT = 140; // milliseconds without a key, after which somebody may be reading
  const input = document.querySelector("[data-suggest]");
  if (!input) return;

  const list = document.createElement("div");
  const told = document.createElement("p");
  list.className = "suggested";
  list.id = "suggested";
  list.hidden = true;
  told.className = "unseen";
  told.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestLabel);
  input.after(list, told);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) input.setAttribute(name, value);

  const known = new Map();
  let asking = null;
  let timer = 0;
  let chosen = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (number) => {
    const all = options();
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const option = all[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    choose(-1);
    list.hidden = true;
    told.textContent = "";
    input.setAttribute("aria-expanded", "false");
  };

  const show = (markup) => {
    choose(-1);
    // Our own page, whose texts its templates have escaped.
    list.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.children);
    const some = options().length > 0;
    list.hidden = !some;
    input.setAttribute("aria-expanded", String(some));
    told.textContent = some ? (list.querySelector("[data-told]")?.dataset.told ?? "") : "";
  };

  const ask = async () => {
    const words = input.value.trim();
    if (!words) return close();
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      if (!known.has(words)) {
        const address = `${input.dataset.suggest}?part=list&q=${encodeURIComponent(words)}`;
        const response = await fetch(address, { signal });
        if (!response.ok) return close();
        known.set(words, await response.text());
      }
      if (!signal.aborted && document.activeElement === input) show(known.get(words));
    } catch {
      // Typed on, or no network: the field works without.
    }
  };

  const open = (option, event) => {
    if (event.ctrlKey || event.metaKey) window.open(option.dataset.href, "_blank", "noopener");
    else location.assign(option.dataset.href);
  };

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const last = options().length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const down = event.key === "ArrowDown";
      // One place more than options: the field itself.
      if (down) choose(chosen === last ? -1 : chosen + 1);
      else choose(chosen === -1 ? last : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      open(options()[chosen], event);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") close();
  });
  input.addEventListener("blur", close);
  // Pressing must not take the focus from the field, or the list would close before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) open(option, event);
  });
})();
