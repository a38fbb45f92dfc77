// Pasted HTML as our policy has it: what Word, WeChat and web pages bring along besides the text
// goes, and what they say by styles is said by elements. No boundary: that is the server.
"use strict";
window.deskEditor = window.deskEditor ?? {};
(() => {
  const LAZY = ["data-original-src", "data-original", "data-actualsrc", "data-src", "data-lazy-src"];
  const GONE = "style, script, meta, link, title, xml, template, svg, math, object, embed, noscript, input, button";
  const BLOCK = "address, article, aside, blockquote, div, dl, figure, footer, h1, h2, h3, h4, h5, h6, header, hr, li, main, ol, p, pre, section, table, ul";
  const SOUP = "section, article, div, main, header, footer, address";

  const unwrap = (element) => element.replaceWith(...element.childNodes);

  const rename = (element, name) => {
    const renamed = document.implementation.createHTMLDocument("").createElement(name);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
    return renamed;
  };

  // Addresses that lazy pages keep elsewhere. What lies on the writer's own disk is no address.
  const mendPictures = (root) => {
    for (const shown of root.querySelectorAll("img, iframe")) {
      const lazy = LAZY.map((name) => shown.getAttribute(name)).find(Boolean);
      if (lazy) shown.setAttribute("src", lazy);
      if (!/^(https?:)?\/\/|^\/media\//i.test(shown.getAttribute("src") ?? "")) shown.remove();
    }
  };

  // Word writes a list as paragraphs that look like one.
  const mendLists = (root) => {
    let lists = [];
    for (const item of root.querySelectorAll("p")) {
      const style = item.getAttribute("data-style") ?? "";
      const level = Number(/mso-list:[^;]*level(\d)/i.exec(style)?.[1] ?? 0);
      if (!level) continue;
      const marker = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("data-style") ?? ""));
      const kind = /^\s*[(]?[\da-z]+[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
      marker?.remove();
      if (item.previousElementSibling !== lists[0]) lists = [];
      lists.length = Math.min(lists.length, level);
      if (!lists.length) {
        lists.push(root.ownerDocument.createElement(kind));
        item.before(lists[0]);
      }
      while (lists.length < level) {
        const inner = root.ownerDocument.createElement(kind);
        (lists.at(-1).lastElementChild ?? lists.at(-1)).append(inner);
        lists.push(inner);
      }
      const entry = root.ownerDocument.createElement("li");
      entry.append(...item.childNodes);
      lists.at(-1).append(entry);
      item.remove();
    }
  };

  const styled = (element, property) => {
    const style = element.getAttribute("data-style") ?? "";
    return new RegExp(`(?:^|;)\\s*${property}:\\s*([a-z0-9]+)`, "i").exec(style)?.[1].toLowerCase() ?? "";
  };

  const mendStyles = (root) => {
    for (const element of root.querySelectorAll("b, strong, i, em, span, font")) {
      const fontWeight = styled(element, "font-weight");
      const fontStyle = styled(element, "font-style");
      if (/^(b|strong)$/i.test(element.tagName) && /^(normal|400)$/.test(fontWeight)) unwrap(element);
      else if (/^(i|em)$/i.test(element.tagName) && fontStyle === "normal") unwrap(element);
      else if (/^(span|font)$/i.test(element.tagName)) {
        const name = fontWeight === "bold" || Number(fontWeight) >= 600 ? "strong" : fontStyle === "italic" ? "em" : "";
        if (name && element.textContent.trim() && !element.closest("strong, em, h1, h2, h3, h4, h5, h6")) rename(element, name);
      }
    }
    for (const element of root.querySelectorAll("span, font")) {
      if (!element.hasAttribute("lang") && !element.hasAttribute("dir")) unwrap(element);
    }
    for (const element of [...root.querySelectorAll("*")]) {
      if (element.tagName.includes(":")) unwrap(element); // Office's own, such as o:p
    }
  };

  // Boxes in boxes: only what holds text itself is a paragraph.
  const mendBoxes = (root) => {
    for (const box of [...root.querySelectorAll(SOUP)].reverse()) {
      if (box.querySelector(BLOCK)) unwrap(box);
      else if (box.parentElement?.closest("p, li, td, th, figure, figcaption, blockquote")) unwrap(box);
      else rename(box, "p");
    }
    for (const empty of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, strong, em, b, i, u")].reverse()) {
      if (!empty.textContent.trim() && !empty.querySelector("img, iframe, video, audio, br, hr, table")) empty.remove();
    }
  };

  // Our policy of contents lets neither styles nor handlers take effect, and complains of each even
  // where it is only read: they go before that, in the text. What stands in quotes is left alone.
  const TAG = /<[a-z](?:[^>=]|=(?!\s*["'])|=\s*"[^"]*"|=\s*'[^']*')*>?/gi;
  const ATTRIBUTE = /(?<=[\s/"'])(style|on[a-z]+)(?=[\s=/>])(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?|=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)/gi;
  const inert = (html, instead = () => "") => html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(TAG, (tag) => tag.replace(ATTRIBUTE, (all, name) => (name ? instead(all) : all)));
  window.deskEditor.inert = inert;

  window.deskEditor.pasted = (html) => {
    const root = new DOMParser().parseFromString(inert(html, (found) => `data-${found}`), "text/html").body;
    const comments = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
    const found = [];
    while (comments.nextNode()) found.push(comments.currentNode);
    for (const node of [...found, ...root.querySelectorAll(GONE)]) node.remove();
    mendPictures(root);
    for (const link of root.querySelectorAll("a[href]")) {
      if (!/^(https?:|mailto:|#)/i.test(link.getAttribute("href").trim())) link.removeAttribute("href");
    }
    mendLists(root);
    mendStyles(root);
    mendBoxes(root);
    for (const element of root.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) {
        if (/^(class|style|id|on.*|data-.*|mso.*)$/i.test(name)) element.removeAttribute(name);
      }
    }
    for (const heading of root.querySelectorAll("h1")) rename(heading, "h2");
    return root.innerHTML;
  };
})();
