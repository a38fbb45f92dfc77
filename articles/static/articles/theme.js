// The theme switch. Runs before the first paint, so that a chosen theme never flashes; without it
// the page follows the system.
"use strict";
(() => {
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === (theme || "system")));
    }
  };
  const choose = (theme) => {
    try {
      if (theme === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", theme);
    } catch {
      // No storage: the choice holds for this page.
    }
    show(theme);
  };
  show(stored());
  document.addEventListener("DOMContentLoaded", () => {
    show(stored());
    for (const group of document.querySelectorAll("[data-themes]")) group.hidden = false;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-choice]");
      if (button) choose(button.dataset.themeChoice);
    });
  });
})();
