// What is suggested while somebody types: under a name stands what tells it from others like it.
// Without this the names stand alone.
"use strict";
window.django?.jQuery?.fn.select2?.defaults.set("templateResult", ({ text, facts }) => {
  if (!facts) return text;
  const shown = document.createElement("span");
  const line = document.createElement("span");
  line.className = "desk-suggestion-facts";
  line.textContent = facts;
  shown.append(text, line);
  return shown;
});
