// Categories chosen from a tree, which is fetched level by level. The list that the server made goes
// on holding what is chosen, and is what is sent; it changes only when somebody chooses or removes.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("select[data-tree]")) start(field);

  function element(tag, values = {}, ...inside) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  function start(field) {
    const words = field.dataset;
    const id = `${field.id}_tree`;
    const label = document.querySelector(`label[for="${field.id}"]`);
    const chips = element("ul", { class: "desk-chips" });
    const opener = element("button", { type: "button", id: `${id}_open`, class: "desk-tree-open",
      "aria-expanded": "false", "aria-controls": `${id}_panel` }, words.choose);
    for (const told of ["aria-invalid", "aria-describedby"]) {
      if (field.hasAttribute(told)) opener.setAttribute(told, field.getAttribute(told));
    }
    const typed = element("input", { type: "search", class: "vTextField", autocomplete: "off",
      placeholder: words.filter, "aria-label": words.filter, "aria-controls": id });
    const tree = element("ul", { id, role: "tree", class: "desk-tree", "aria-multiselectable": String(field.multiple) });
    const note = element("p", { class: "quiet", role: "status" });
    const panel = element("div", { id: `${id}_panel`, class: "desk-tree-panel" }, typed, tree, note);
    const adder = document.getElementById(`add_${field.id}`);
    const fresh = element("button", { type: "button", class: "desk-tree-new" }, words.anew);
    let asked = 0;
    let pause = 0;
    let sought = "";
    let soughtAt = 0;

    // What is chosen --------------------------------------------------------------------------
    const chosen = () => [...field.selectedOptions].filter((option) => option.value);
    const isChosen = (pk) => chosen().some((option) => option.value === pk);
    const changed = () => field.dispatchEvent(new Event("change", { bubbles: true }));
    const remove = (pk) => {
      for (const option of chosen()) {
        if (option.value !== pk) continue;
        if (field.multiple) option.remove();
        else field.value = "";
      }
      changed();
    };
    const choose = (item) => {
      const { pk, title } = item.dataset;
      if (isChosen(pk)) {
        remove(pk);
        return;
      }
      const there = [...field.options].find((option) => option.value === pk);
      if (there) there.selected = true;
      else field.add(new Option(title, pk, true, true));
      changed();
      if (!field.multiple) close();
    };
    const show = () => {
      chips.replaceChildren(...chosen().map(({ value, text }) => {
        const away = element("button", { type: "button", "aria-label": `${words.remove}: ${text}` }, "×");
        away.addEventListener("click", () => {
          remove(value);
          opener.focus();
        });
        return element("li", {}, text, away);
      }));
      for (const item of tree.querySelectorAll("[role=treeitem]")) {
        item.setAttribute("aria-selected", String(isChosen(item.dataset.pk)));
      }
    };

    // The tree --------------------------------------------------------------------------------
    const fetched = async (query) => {
      const answer = await fetch(`${words.tree}?${new URLSearchParams(query)}`);
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };
    const made = (node, level, nodes) => {
      const below = nodes.filter((each) => each.parent === node.id);
      const row = element("span", { class: "desk-tree-row" }, element("span", { class: "desk-tree-turn", "aria-hidden": "true" }),
        element("span", { class: node.found ? "desk-tree-found" : "" }, node.name), element("span", { class: "quiet" }, node.stories));
      const item = element("li", { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-label": `${node.name}, ${node.stories}`,
        "aria-selected": String(isChosen(String(node.id))), "data-pk": node.id, "data-name": node.name, "data-title": node.title }, row);
      if (node.opens) item.setAttribute("aria-expanded", String(below.length > 0));
      if (below.length) item.append(group(below, level + 1, nodes));
      return item;
    };
    const group = (below, level, nodes) =>
      element("ul", { role: "group" }, ...below.map((node) => made(node, level, nodes)));
    const empty = () => {
      tree.replaceChildren();
      fresh.textContent = words.anew; // at the top
    };
    const fill = async (query) => {
      const mine = (asked += 1);
      const { nodes, more } = await fetched(query);
      if (mine !== asked) return; // somebody typed on
      const known = new Set(nodes.map((node) => node.id));
      const top = nodes.filter((node) => !known.has(node.parent));
      empty();
      tree.append(...top.map((node) => made(node, 1, nodes)));
      note.textContent = nodes.length ? (more ? words.more : words.counts) : words.none;
      if (tree.firstElementChild) activate(tree.firstElementChild);
    };
    const failed = () => { note.textContent = words.failed; };
    const refill = () => fill(typed.value.trim() ? { term: typed.value.trim() } : {}).catch(failed);
    const unfold = async (item) => {
      if (!item.querySelector(":scope > [role=group]")) {
        item.setAttribute("aria-busy", "true");
        const { nodes, more } = await fetched({ parent: item.dataset.pk })
          .finally(() => item.removeAttribute("aria-busy"));
        if (item.querySelector(":scope > [role=group]")) return;
        item.append(group(nodes, Number(item.getAttribute("aria-level")) + 1, nodes));
        if (more) note.textContent = words.more;
      }
      item.setAttribute("aria-expanded", "true");
    };
    const fold = (item) => {
      item.setAttribute("aria-expanded", "false");
      if (item.contains(active())) activate(item);
    };
    const turn = (item) => {
      if (item.getAttribute("aria-expanded") === "true") fold(item);
      else unfold(item).catch(failed);
    };

    // Where somebody is in it -----------------------------------------------------------------
    const active = () => tree.querySelector("[role=treeitem][tabindex='0']");
    const activate = (item) => {
      active()?.setAttribute("tabindex", "-1");
      item.setAttribute("tabindex", "0");
      fresh.textContent = words.fresh.replace("%s", () => item.dataset.name); // "$&" may be in it
    };
    const go = (item) => {
      if (!item) return;
      activate(item);
      item.focus();
    };
    const above = (item) => item.parentElement.closest("[role=treeitem]");
    const visible = () => [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.checkVisibility());
    const step = (item, by) => {
      const items = visible();
      return items[items.indexOf(item) + by];
    };
    const seek = (item, letter) => {
      sought = Date.now() - soughtAt < 700 ? sought + letter : letter;
      soughtAt = Date.now();
      const items = visible();
      const from = items.indexOf(item) + (sought.length === 1 ? 1 : 0);
      const turned = [...items.slice(from), ...items.slice(0, from)];
      go(turned.find((each) => each.dataset.name.toLowerCase().startsWith(sought.toLowerCase())));
    };
    const keys = {
      ArrowDown: (item) => go(step(item, 1)),
      ArrowUp: (item) => go(step(item, -1) || (item === visible()[0] ? typed : null)),
      ArrowRight: (item) => {
        const state = item.getAttribute("aria-expanded");
        if (state === "true") go(step(item, 1));
        else if (state) unfold(item).catch(failed);
      },
      ArrowLeft: (item) => {
        if (item.getAttribute("aria-expanded") === "true") fold(item);
        else go(above(item));
      },
      Home: () => go(visible()[0]),
      End: () => go(visible().at(-1)),
      Enter: choose,
      " ": choose,
    };
    const open = () => {
      panel.hidden = false;
      opener.setAttribute("aria-expanded", "true");
      if (!tree.firstElementChild) refill();
      typed.focus();
    };
    const close = () => {
      panel.hidden = true;
      opener.setAttribute("aria-expanded", "false");
      opener.focus();
    };

    opener.addEventListener("click", () => (panel.hidden ? open() : close()));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      close();
    });
    typed.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(pause);
      pause = setTimeout(refill, 200);
    });
    typed.addEventListener("compositionend", () => typed.dispatchEvent(new Event("input")));
    typed.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") event.preventDefault(); // the form is not to be sent by it
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      go(tree.querySelector("[role=treeitem]:has(> * > .desk-tree-found)") || active());
    });
    tree.addEventListener("keydown", (event) => {
      if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      const item = event.target;
      if (keys[event.key]) keys[event.key](item);
      else if (event.key.length === 1) seek(item, event.key);
      else return;
      event.preventDefault();
    });
    tree.addEventListener("click", (event) => {
      const item = event.target.closest("[role=treeitem]");
      if (!item) return;
      go(item);
      if (event.target.closest(".desk-tree-turn") && item.hasAttribute("aria-expanded")) turn(item);
      else choose(item);
    });
    // Django's own link opens the form of a new category; here it begins below the one at hand.
    fresh.addEventListener("click", () => {
      const usual = adder.href;
      const at = active();
      if (at) adder.href = `${usual}&parent=${at.dataset.pk}`;
      adder.click();
      adder.href = usual;
    });
    // The window of a new category puts it into the list; a draft that is brought back changes it.
    new MutationObserver((changes) => {
      show();
      const added = changes.flatMap((change) => [...change.addedNodes]);
      if (added.every(({ value }) => tree.querySelector(`[data-pk="${CSS.escape(value)}"]`))) return;
      if (panel.hidden) empty();
      else refill();
    }).observe(field, { childList: true });
    field.addEventListener("change", show);
    field.addEventListener("input", show);

    panel.hidden = true;
    if (adder) panel.append(fresh);
    if (label) {
      label.id ||= `${field.id}_label`;
      label.htmlFor = opener.id;
      opener.setAttribute("aria-labelledby", `${label.id} ${opener.id}`);
      tree.setAttribute("aria-labelledby", label.id);
    }
    field.classList.add("desk-tree-list");
    field.after(chips, opener, panel);
    show();
  }
});
