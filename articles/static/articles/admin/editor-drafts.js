// What is written and not saved yet stays in this browser: a closed tab or a lost connection takes
// nothing along. It is offered when the same story is opened again, and makes no revision.
"use strict";
window.deskEditor = window.deskEditor ?? {};
(() => {
  const PREFIX = "newsdesk:draft:";
  const KEPT_DAYS = 30;

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // no storage, or not ours
    }
  };
  const write = (key, draft) => {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // No storage or no room: then there is no draft, and the page works as ever.
    }
  };
  const remove = (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      // as above
    }
  };
  const forgetOld = () => {
    try {
      const oldest = Date.now() - KEPT_DAYS * 86_400_000;
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(PREFIX) && !((read(key)?.at ?? 0) > oldest)) remove(key);
      }
    } catch {
      // as above
    }
  };

  // `text` gives what is written, `isTouched` whether that differs from what is stored, and `put`
  // takes what is recovered. `opened` goes with it: see editor.js.
  window.deskEditor.drafts = (box, { text, isTouched, opened, put }) => {
    const key = PREFIX + location.pathname;
    const { version } = box.dataset;
    const panel = box.querySelector("[data-draft]");
    const offer = box.querySelector("[data-offer]");
    let timer = 0;
    forgetOld();

    const found = read(key);
    // The server names what it has saved: what stands there now may be less, after the cleaning.
    const isSaved = found?.sent && box.dataset.saved.split(" ").includes(found.sent);
    if (isSaved || found?.body === text()) remove(key);
    else if (found?.body) {
      const at = new Date(found.at);
      const isToday = at.toDateString() === new Date().toDateString();
      const time = isToday ? at.toLocaleTimeString([], { timeStyle: "short" }) : at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
      const words = found.version === version ? offer.dataset.same : offer.dataset.older;
      offer.textContent = words.replace("%(time)s", time);
      panel.hidden = false;
    }
    panel.querySelector("[data-recover]").addEventListener("click", () => {
      panel.hidden = true;
      put(found.body, found.version === version ? found.opened ?? null : null);
    });
    panel.querySelector("[data-forget]").addEventListener("click", () => {
      panel.hidden = true;
      remove(key);
    });

    const keep = (more) => {
      clearTimeout(timer);
      if (isTouched()) write(key, { body: text(), opened: opened(), version, at: Date.now(), ...more });
      else if (found?.body && !panel.hidden) write(key, found); // it is offered still
      else remove(key); // taken back
    };
    return {
      // Half a word, as an input method shows it, is no text yet.
      later(isHalf) {
        clearTimeout(timer);
        if (!isHalf) timer = setTimeout(() => keep(), 800);
      },
      now: () => keep(),
      // Gives the name by which the server tells that it was saved.
      sent() {
        const name = crypto.getRandomValues(new Uint32Array(4)).join("-");
        keep({ sent: name });
        return name;
      },
    };
  };
})();
