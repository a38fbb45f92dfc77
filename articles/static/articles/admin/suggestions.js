// What is suggested while somebody types: under a name stands what tells it from others like it.
// Without this the names stand alone.
"use strict";
{
  const $ = window.django?.jQuery;
  $?.fn.select2?.defaults.set("templateResult", ({ text, facts }) => {
    if (!facts) return text;
    const shown = document.createElement("span");
    const line = document.createElement("span");
    line.className = "desk-suggestion-facts";
    line.textContent = facts;
    shown.append(text, line);
    return shown;
  });
  // What the box opens is said the way that screen readers know by now.
  $?.(document).on("select2:open", ({ target }) => {
    const box = target.nextElementSibling?.querySelector("[role=combobox][aria-owns]");
    box?.setAttribute("aria-controls", box.getAttribute("aria-owns"));
  });
}
