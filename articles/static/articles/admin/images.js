// The focal point is set by a click on the picture; suggested texts are taken over by a button, and
// Enter goes from one field to the next. Without this the two numbers, the field's own list of
// suggestions and Tab do the same.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const picture = document.querySelector("[data-focal] img");
  const fields = ["x", "y"].map((axis) => document.getElementById(`id_focal_${axis}`));
  if (picture && fields.every(Boolean)) {
    const mark = document.createElement("span");
    mark.className = "desk-focal";
    picture.after(mark);
    const show = () => {
      const [x, y] = fields.map((field) => Math.min(100, Math.max(0, Number(field.value) || 0)));
      mark.style.left = `${x}%`;
      mark.style.top = `${y}%`;
    };
    picture.addEventListener("click", (event) => {
      const box = picture.getBoundingClientRect();
      fields[0].value = Math.round(((event.clientX - box.left) / box.width) * 100);
      fields[1].value = Math.round(((event.clientY - box.top) / box.height) * 100);
      show();
    });
    for (const field of fields) field.addEventListener("input", show);
    picture.classList.add("desk-clickable");
    show();
  }

  for (const button of document.querySelectorAll(".desk-take")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.into);
      field.value = button.dataset.text;
      field.focus();
    });
  }

  const texts = document.getElementById("texts_form");
  if (!texts) return;
  document.querySelector("[data-keys]").hidden = false;
  const lines = [...texts.querySelectorAll("input[type=text]")];
  texts.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const next = lines[lines.indexOf(event.target) + 1];
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      texts.requestSubmit();
    } else if (lines.includes(event.target) && next) {
      event.preventDefault(); // the last one sends what is filled in
      next.closest("li").scrollIntoView({ block: "nearest" });
      next.focus();
    }
  });
});
