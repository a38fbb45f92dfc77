// The theme switch, before the first paint, so that a chosen theme never flashes; and a page is
// fetched when a reader is about to open it. Without this the page follows the system and waits.
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

  const fetched = new Set([location.href.split("#")[0]]);
  const prefetch = (event) => {
    const link = event.target.closest?.("a[href]:not([type])");
    const { saveData, effectiveType = "" } = navigator.connection ?? {};
    if (!link || link.origin !== location.origin || saveData || effectiveType.endsWith("2g")) return;
    const address = link.href.split("#")[0];
    if (fetched.has(address)) return;
    // Who only passes over a link is not waiting for its page.
    const timer = setTimeout(() => {
      fetched.add(address);
      const hint = document.createElement("link");
      hint.rel = "prefetch";
      hint.href = address;
      document.head.append(hint);
    }, event.type === "touchstart" ? 0 : 80);
    link.addEventListener("pointerleave", () => clearTimeout(timer), { once: true });
  };

  show(stored());
  document.addEventListener("DOMContentLoaded", () => {
    show(stored());
    for (const group of document.querySelectorAll("[data-themes]")) group.hidden = false;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-choice]");
      if (button) choose(button.dataset.themeChoice);
    });
    document.addEventListener("pointerover", prefetch, { passive: true });
    document.addEventListener("touchstart", prefetch, { passive: true });
  });
})();
