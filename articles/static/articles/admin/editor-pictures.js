// Pictures between the visual editor and the tools below the text: files that are dropped or pasted
// go there, to be told in words and uploaded; what comes back goes in where the cursor was.
"use strict";
window.deskEditor = window.deskEditor ?? {};
(() => {
  const filesIn = (transfer) => [...(transfer?.files ?? [])].filter(({ type }) => type.startsWith("image/"));

  window.deskEditor.pictures = (field, editor, told) => {
    const hand = (event, transfer) => {
      const files = filesIn(transfer);
      if (!files.length || !document.querySelector("[data-pictures=body]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      told();
      field.dispatchEvent(new CustomEvent("desk:files", { detail: files }));
    };
    editor.on("drop", (event) => hand(event, event.dataTransfer), true);
    editor.on("paste", (event) => {
      // Text copied from a page or an office program brings a picture of itself along.
      if (!event.clipboardData?.types.includes("text/plain")) hand(event, event.clipboardData);
    }, true);
    const insert = (event) => {
      event.preventDefault();
      editor.focus();
      editor.undoManager.transact(() => editor.insertContent(event.detail));
    };
    field.addEventListener("desk:insert", insert);
    editor.on("remove", () => field.removeEventListener("desk:insert", insert));
  };
})();
