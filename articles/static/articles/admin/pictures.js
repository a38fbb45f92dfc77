// Choosing a picture in the story form: those of the story itself, then uploads or what a search
// finds among them. Without this a link leads to a page of its own that offers the same.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-pictures]")) start(box);

  function start(box) {
    const part = (name) => box.querySelector(`[data-${name}]`);
    const lead = document.getElementById("id_lead_image");
    const status = part("status");
    const search = part("search");
    const own = part("own");
    const ownList = own.querySelector("ul");
    const more = part("more");
    let timer = 0;
    let before = null;

    // What the form shows now, saved or not.
    const mark = () => {
      for (const tile of box.querySelectorAll("[data-address]")) {
        const isLead = tile.dataset.address === lead?.value;
        tile.querySelector(".desk-tile-mark").textContent = isLead ? status.dataset.lead : "";
        tile.classList.toggle("desk-tile-lead", isLead);
      }
    };

    const tile = (picture) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.address = picture.address;
      button.title = picture.name;
      if (picture.thumbnail) {
        const image = document.createElement("img");
        image.referrerPolicy = "no-referrer"; // it may lie elsewhere
        image.src = picture.thumbnail;
        image.alt = "";
        image.loading = "lazy";
        button.append(image);
      }
      const [name, marked] = [document.createElement("span"), document.createElement("span")];
      name.className = "desk-tile-name";
      name.textContent = picture.name;
      marked.className = "desk-tile-mark";
      button.append(name, marked);
      button.addEventListener("click", () => {
        box.dispatchEvent(new CustomEvent("desk:chosen", { detail: picture }));
        for (const each of document.querySelectorAll("[data-pictures]")) each.dispatchEvent(new Event("desk:mark"));
      });
      const item = document.createElement("li");
      item.append(button);
      return item;
    };

    const browse = async (from = null) => {
      const asked = search.value.trim();
      const address = new URL(box.dataset.choose, location.href);
      address.searchParams.set("q", asked);
      if (from !== null) address.searchParams.set("before", from);
      let answer;
      try {
        const response = await fetch(address);
        answer = await response.json();
      } catch {
        status.textContent = status.dataset.failed;
        return;
      }
      if (asked !== search.value.trim()) return; // a later question was faster
      const tiles = answer.pictures.map(tile);
      if (from === null) {
        ownList.replaceChildren(...answer.own.map(tile));
        own.hidden = !answer.own.length;
        part("heading").textContent = asked ? part("heading").dataset.results : part("heading").dataset.newest;
        part("found").replaceChildren(...tiles);
        status.textContent = tiles.length || answer.own.length ? "" : status.dataset.none;
      } else {
        part("found").append(...tiles);
        tiles[0]?.querySelector("button").focus();
      }
      before = answer.more;
      more.hidden = before === null;
      mark();
    };

    part("browse").addEventListener("click", (event) => {
      const panel = part("chooser");
      panel.hidden = !panel.hidden;
      event.currentTarget.setAttribute("aria-expanded", String(!panel.hidden));
      if (panel.hidden) return;
      browse();
      search.focus();
    });
    more.addEventListener("click", () => browse(before));
    search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => browse(), 300);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // the story is not to be saved by it
    });
    box.addEventListener("desk:mark", mark);
    lead?.addEventListener("input", mark);
  }
});
