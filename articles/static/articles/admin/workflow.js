/* Quicker ways for what works without them: comments without leaving the page, copying a link. */
"use strict";
(() => {
  const open = (thread) => {
    for (const form of thread.querySelectorAll("form")) form.removeAttribute("target");
    for (const note of thread.querySelectorAll("[data-plain]")) note.remove();
  };

  const send = async (form, button) => {
    const place = form.closest("[data-thread]");
    const focus = form.classList.contains("desk-say") ? "#comment-text" : "summary, #comment-text";
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = made.querySelector("[data-thread]");
      const unsent = form.classList.contains("desk-say") ? "" : place.querySelector("textarea")?.value;
      place.replaceWith(fresh);
      open(fresh);
      if (unsent) fresh.querySelector("textarea").value = unsent;
      fresh.querySelector(focus)?.focus();
    } catch {
      button.disabled = false;
      place.querySelector("[data-failed]").hidden = false;
    }
  };

  for (const thread of document.querySelectorAll("[data-thread]")) open(thread);
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("[data-thread]")) return;
    event.preventDefault();
    send(event.target, event.submitter || event.target.querySelector("button"));
  });

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        document.execCommand("copy"); // pages without HTTPS have no clipboard
      }
      field.closest(".desk-link-row").querySelector("[role=status]").textContent = field.dataset.copied;
    });
  }
})();
