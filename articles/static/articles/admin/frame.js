/* The frame, quicker: everything in it works without. */
"use strict";

// The menu folds on wide pages, and stays so: said before anything is drawn.
{
  const root = document.documentElement;
  root.dataset.script = "";
  try {
    if (localStorage.getItem("desk.menu") === "folded") root.dataset.menu = "folded";
  } catch { /* a browser that keeps nothing keeps the menu open */ }
  const wide = matchMedia("(min-width: 1024px)");

  function fold(event) {
    if (!wide.matches) return; // there the button opens the menu by itself
    event.preventDefault();
    const folded = root.dataset.menu !== "folded";
    if (folded) root.dataset.menu = "folded";
    else delete root.dataset.menu;
    try {
      localStorage.setItem("desk.menu", folded ? "folded" : "open");
    } catch { /* then it is open on the next page */ }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector(".desk-menu-button")?.addEventListener("click", fold);
  });
}

// Parts that scripts of the admin make, or leave, without a name: it is that of the field's label.
{
  const textOf = (label) => (label?.textContent ?? "").trim().replace(/:$/, "");

  function nameBoxes() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
      const box = select.nextElementSibling?.querySelector(".select2-selection");
      const name = textOf(select.labels?.[0]) || select.getAttribute("aria-label");
      if (!box || !name) continue;
      const value = box.querySelector(".select2-selection__rendered");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", value.title ? `${name}: ${value.title}` : name);
      value.setAttribute("role", "presentation");
      value.removeAttribute("aria-readonly");
      box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    }
  }

  function nameSearch() {
    nameBoxes();
    const open = document.querySelector(".select2-container--open .select2-selection");
    const field = document.querySelector(".select2-dropdown .select2-search__field");
    const list = document.querySelector(".select2-results__options");
    for (const part of [field, list]) part?.setAttribute("aria-label", open?.ariaLabel ?? "");
  }

  function nameParts() {
    for (const group of document.querySelectorAll("p.datetime")) {
      const label = group.closest(".flex-container")?.querySelector("label");
      if (label && !group.contains(label)) group.setAttribute("aria-label", textOf(label));
    }
    for (const tip of document.querySelectorAll("span.help-tooltip[aria-label]")) {
      tip.setAttribute("role", "img");
    }
    for (const head of document.querySelectorAll("th.original:empty")) {
      head.replaceWith(document.createElement("td"));
    }
  }

  window.addEventListener("load", () => {
    nameParts();
    const query = window.django?.jQuery;
    query?.(() => { // behind what the admin does when the page is ready
      nameBoxes();
      query(document).on("select2:open", nameSearch).on("change", "select", nameBoxes);
      document.addEventListener("formset:added", () => setTimeout(nameBoxes));
    });
  });
}
