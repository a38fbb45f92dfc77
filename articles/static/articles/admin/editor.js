// The body's field. An untouched one is not sent; what is written and not saved is kept as a draft,
// and asked about before the page is left. Without this the field is sent as it stands.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const box = document.querySelector("[data-editor]");
  const field = box?.querySelector("textarea");
  const form = box?.closest("form");
  if (!form) return;
  const button = box.querySelector("[data-visual]");
  const status = box.querySelector("[data-status]");
  // After an error the field shows what was written, not what is stored.
  const untouched = "stored" in box.dataset ? field.defaultValue : null;
  // What the visual editor makes of the stored text when nobody touches it: so the server can tell
  // its doing from a person's. Empty while only the source was written in, null if nobody knows.
  const told = form.elements.namedItem("body_opened");
  let opened = told ? told.value : untouched === null ? null : "";
  let setHere = false; // whether the visual editor that is open has set `opened`
  let visual = null;
  let leaving = false;
  let sent = "";
  let busy = false;

  const text = () => (visual ? visual.text() : field.value);
  const isTouched = () => text() !== untouched;

  const drafts = window.deskEditor.drafts(box, {
    text,
    isTouched,
    opened: () => opened,
    put(body, openedThen) {
      if (opened === "") opened = openedThen;
      if (visual) visual.put(body);
      else field.value = body;
      changed();
    },
  });
  const changed = (event) => {
    leaving = false;
    drafts.later(event?.isComposing && event.type !== "compositionend");
  };
  field.addEventListener("input", changed);
  field.addEventListener("compositionend", changed);

  form.addEventListener("submit", ({ submitter }) => {
    leaving = !submitter?.hasAttribute("formaction") && submitter?.formTarget !== "_blank";
    if (leaving) sent = drafts.sent();
  });
  form.addEventListener("formdata", ({ formData }) => {
    formData.delete(field.name);
    formData.delete("body_opened");
    if (!isTouched()) return;
    formData.set(field.name, text());
    if (opened !== null) formData.set("body_opened", opened);
    if (leaving) formData.set("draft_sent", sent);
  });
  addEventListener("beforeunload", (event) => {
    if (leaving || !isTouched()) return;
    drafts.now();
    event.preventDefault();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });

  if (!button) return;
  box.querySelector("[data-bar]").hidden = false;

  const open = async () => {
    status.textContent = status.dataset.loading;
    try {
      visual = await window.deskEditor.visual(box, field, changed, untouched);
      setHere = opened === "";
      if (setHere) opened = visual.opened;
      status.textContent = "";
      visual.focus();
    } catch {
      status.textContent = status.dataset.failed;
    }
  };
  const close = () => {
    const before = visual.source;
    visual.close();
    // Nothing was written in it: whatever is written now is a person's doing.
    if (setHere && field.value === before) opened = "";
    setHere = false;
    visual = null;
    status.textContent = "";
  };
  const turn = async (doIt) => {
    if (busy) return;
    busy = true;
    await doIt();
    busy = false;
    button.setAttribute("aria-pressed", String(Boolean(visual)));
  };
  button.addEventListener("click", () => turn(async () => {
    if (!visual) return open();
    close();
    field.focus();
    return undefined;
  }));

  // Its colours come with its files: in another theme it is opened anew.
  const themed = () => turn(async () => {
    if (!visual || visual.isDark === window.deskEditor.isDark()) return;
    close();
    await open();
  });
  new MutationObserver(themed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", themed);
});
