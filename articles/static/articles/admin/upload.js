// Pictures in the story form: chosen, dropped or pasted, told in words, uploaded, inserted. What is
// to be inserted comes from the server, escaped there. Without this a link leads to a page of its own.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-pictures]")) start(box);

  function start(box) {
    const part = (name) => box.querySelector(`[data-${name}]`);
    const form = box.closest("form");
    const chooser = box.querySelector("input[type=file]");
    const progress = box.querySelector("progress");
    const status = part("status");
    const intoBody = box.dataset.pictures === "body";
    const target = document.getElementById(intoBody ? "id_body" : "id_lead_image");
    if (!target || !form) return;
    box.querySelector(".desk-pictures-plain").hidden = true;
    box.querySelector(".desk-pictures-tools").hidden = false;
    let waiting = [];

    const say = (...lines) => {
      status.replaceChildren(...lines.map((line) => {
        const element = document.createElement("span");
        element.textContent = line;
        return element;
      }));
    };

    const list = (files) => {
      const pictures = [...files].slice(0, intoBody ? undefined : 1);
      if (!pictures.length) return;
      if (!intoBody) clear();
      for (const file of pictures) {
        const row = part("row").content.firstElementChild.cloneNode(true);
        row.querySelector("[data-name]").textContent = file.name;
        const alt = row.querySelector("[data-alt]");
        alt.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault(); // the story is not to be saved by it
          send();
        });
        part("waiting").append(row);
        waiting.push({ file, alt, row });
      }
      part("send").hidden = false;
      say();
      waiting[0].alt.focus();
    };

    const clear = () => {
      waiting = [];
      part("waiting").replaceChildren();
      part("send").hidden = true;
      chooser.value = "";
    };

    const post = ({ file, alt }, tell) => new Promise((resolve, reject) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("files", file);
      data.append("alt", alt.value);
      const request = new XMLHttpRequest();
      request.open("POST", box.dataset.upload);
      request.responseType = "json";
      request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / (total || 1)));
      request.addEventListener("loadend", () => {
        if (request.status === 200 && request.response) resolve(request.response);
        else reject(new Error(String(request.status)));
      });
      request.send(data);
    });

    // One after the other: each takes the server a while, and what has arrived is not sent again.
    const send = async () => {
      if (!waiting.length || !progress.hidden) return;
      const all = waiting.length;
      const came = [];
      const said = [];
      progress.hidden = false;
      say(status.dataset.sending);
      while (waiting.length) {
        const done = all - waiting.length;
        try {
          const { pictures, errors } = await post(waiting[0], (part) => {
            progress.value = (done + part) / all;
          });
          came.push(...pictures);
          said.push(...errors.map(({ file, reason }) => `${file}: ${reason}`));
        } catch {
          said.push(status.dataset.failed);
          break;
        }
        waiting.shift().row.remove();
      }
      progress.hidden = true;
      if (came.length) insert(came);
      if (!waiting.length) clear();
      say(...(came.length ? [status.dataset.done] : []), ...said);
    };

    const insert = (pictures) => {
      if (intoBody) {
        const markup = pictures.map(({ figure }) => `\n${figure}\n`).join("");
        // The visual editor takes it, if it is open.
        const offer = new CustomEvent("desk:insert", { detail: markup, cancelable: true });
        if (!target.dispatchEvent(offer)) return;
        target.setRangeText(markup, target.selectionStart, target.selectionEnd, "end");
      } else {
        const { address, alt, width, height } = pictures[0];
        const values = { lead_image: address, lead_alt: alt, lead_width: width, lead_height: height };
        for (const [name, value] of Object.entries(values)) form.elements[name].value = value ?? "";
      }
      target.dispatchEvent(new Event("input", { bubbles: true }));
      target.focus();
    };

    part("open").addEventListener("click", () => chooser.click());
    chooser.addEventListener("change", () => list(chooser.files));
    part("go").addEventListener("click", send);
    part("cancel").addEventListener("click", () => {
      clear();
      say();
      part("open").focus();
    });

    target.addEventListener("desk:files", ({ detail }) => list(detail));
    const filesIn = (transfer) => [...(transfer?.files ?? [])];
    target.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
    target.addEventListener("drop", (event) => {
      const files = filesIn(event.dataTransfer);
      if (!files.length) return;
      event.preventDefault();
      list(files);
    });
    target.addEventListener("paste", (event) => {
      // Text copied from a page or an office program brings a picture of itself along.
      const files = filesIn(event.clipboardData);
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      list(files);
    });

    // One of ours was chosen instead: pictures.js.
    box.addEventListener("desk:chosen", ({ detail }) => {
      insert([detail]);
      say(status.dataset.done);
    });
  }
});
