// Tags as chips, with suggestions. The text field goes on holding the names, and is what is sent;
// it changes only when somebody adds or removes one. Without this it is typed into directly.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("input[data-chips]")) start(field);

  function parsed(text) {
    const found = text.match(/"[^"]*"|[^,"]+/g) || [];
    return found.map((each) => each.replaceAll('"', "").trim()).filter(Boolean);
  }

  function written(names) {
    return names.map((name) => (/[, ]/.test(name) ? `"${name}"` : name)).join(", ");
  }

  function element(tag, values = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  function start(field) {
    if (written(parsed(field.value)) !== field.value) return; // a name that chips cannot tell apart
    const id = `${field.id}_typed`;
    const typed = element("input", {
      id, type: "text", role: "combobox", autocomplete: "off", maxlength: "100",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}_list`,
    });
    const list = element("ul", { id: `${id}_list`, role: "listbox", class: "desk-suggested" });
    const chips = element("ul", { class: "desk-chips" });
    const label = document.querySelector(`label[for="${field.id}"]`);
    if (label) {
      label.htmlFor = id;
      list.setAttribute("aria-label", label.textContent.replace(/:$/, ""));
    }
    list.hidden = true;
    field.type = "hidden";
    field.after(element("div", { class: "desk-chips-box" }, chips, typed, list));
    const fresh = new Set();
    let names = parsed(field.value);
    let marked = -1;
    let asked = 0;
    let pause = 0;

    const show = () => {
      chips.replaceChildren(...names.map((name) => {
        const remove = element("button", { type: "button", "aria-label": `${field.dataset.remove}: ${name}` }, "×");
        remove.addEventListener("click", () => {
          change(names.filter((each) => each !== name));
          typed.focus();
        });
        const isNew = fresh.has(name) ? [element("em", {}, field.dataset.new)] : [];
        return element("li", {}, name, ...isNew, remove);
      }));
    };
    const change = (now) => {
      names = now;
      field.value = written(names);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      show();
    };
    const close = () => {
      asked += 1;
      clearTimeout(pause);
      marked = -1;
      list.replaceChildren();
      list.hidden = true;
      typed.setAttribute("aria-expanded", "false");
      typed.removeAttribute("aria-activedescendant");
    };
    const add = (name) => {
      typed.value = "";
      close();
      const has = names.some((each) => each.toLowerCase() === name.toLowerCase());
      if (name && !has) change([...names, name]);
    };
    const ask = async (term) => {
      const answer = await fetch(`${field.dataset.chips}?${new URLSearchParams({ term })}`);
      return answer.ok ? answer.json() : { known: term, found: [] };
    };
    // What is typed may be another name of a tag; the server is asked which one it means.
    const enter = async () => {
      const name = typed.value.replaceAll('"', "").trim();
      add(name);
      if (!name) return;
      const { known } = await ask(name).catch(() => ({ known: name }));
      if (!names.includes(name)) return;
      if (!known) {
        fresh.add(name);
        show();
      } else if (known !== name) {
        change([...new Set(names.map((each) => (each === name ? known : each)))]);
      }
    };
    const mark = (at) => {
      const options = [...list.children];
      marked = options.length ? (at + options.length) % options.length : -1;
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === marked)));
      if (marked < 0) return;
      typed.setAttribute("aria-activedescendant", options[marked].id);
      options[marked].scrollIntoView({ block: "nearest" });
    };
    const suggest = async () => {
      const mine = (asked += 1);
      const { found } = await ask(typed.value.trim());
      if (mine !== asked) return; // somebody typed on
      list.replaceChildren(...found.map(({ name, by }, place) => {
        const option = element("li", { role: "option", id: `${id}_${place}`, "aria-selected": "false" }, by ? `${by} → ${name}` : name);
        option.dataset.name = name;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          add(name);
        });
        return option;
      }));
      marked = -1;
      list.hidden = !found.length;
      typed.setAttribute("aria-expanded", String(Boolean(found.length)));
    };

    typed.addEventListener("input", (event) => {
      close();
      if (event.isComposing) return;
      if (/[,，]/.test(typed.value)) {
        typed.value = typed.value.replace(/[,，].*$/, "");
        enter();
      } else if (typed.value.trim()) {
        pause = setTimeout(() => suggest().catch(() => {}), 150);
      }
    });
    typed.addEventListener("compositionend", () => typed.dispatchEvent(new Event("input")));
    typed.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter" && (typed.value.trim() || marked >= 0)) {
        event.preventDefault(); // the story is not to be saved by it
        if (marked >= 0) add(list.children[marked].dataset.name);
        else enter();
      } else if (event.key === "Backspace" && !typed.value && names.length) {
        change(names.slice(0, -1));
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark(event.key === "ArrowDown" ? marked + 1 : Math.max(marked, 0) - 1);
      }
    });
    typed.addEventListener("blur", () => { if (typed.value.trim()) enter(); else close(); });
    // A draft that is brought back writes into the text field.
    field.addEventListener("input", () => { names = parsed(field.value); show(); });
    show();
  }
});
