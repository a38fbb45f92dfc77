// The visual editor: fetched when it is asked for, set up by the server, taken away on a second
// click. What it did not change it does not give back: the source keeps its bytes.
"use strict";
window.deskEditor = window.deskEditor ?? {};
(() => {
  const load = (address) => new Promise((resolve, reject) => {
    if (window.hugerte) {
      resolve();
      return;
    }
    mendMarkup();
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });

  // To see where the cursor is, HugeRTE writes a span with its style in the markup, at each new line:
  // our policy of contents would refuse the style and complain. editor-text.css has it instead.
  const SPAN = '<span data-mce-bogus="all" style="display: inline-block;">';
  const mendMarkup = () => {
    const markup = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
    Object.defineProperty(Element.prototype, "innerHTML", {
      ...markup,
      set(html) {
        markup.set.call(this, String(html ?? "").replace(SPAN, '<span data-mce-bogus="all">'));
      },
    });
  };

  const setUp = async (address) => {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    return response.json();
  };

  window.deskEditor.isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  };

  // Gives { isDark, opened, source, text, put, focus, close }; `opened` is what the editor makes of
  // `stored` when nobody touches it, `source` what it was opened with.
  window.deskEditor.visual = async (box, field, changed, stored) => {
    const [{ labels, ...options }] = await Promise.all([setUp(box.dataset.options), load(box.dataset.program)]);
    const { hugerte } = window;
    const status = box.querySelector("[data-status]");
    const language = Object.keys(labels).length ? "desk" : "en";
    if (language === "desk") hugerte.addI18n(language, labels);
    const dark = window.deskEditor.isDark();
    const [editor] = await hugerte.init({
      ...options,
      target: field,
      language,
      height: Math.max(options.min_height, Math.round(innerHeight * 0.7)),
      skin: dark ? "oxide-dark" : "oxide",
      paste_preprocess: (_editor, pasted) => {
        pasted.content = window.deskEditor.pasted(pasted.content);
      },
      setup: (made) => made.on("PreInit", () => {
        // They stand where paragraphs stand; the editor would put each into one.
        for (const name of ["IFRAME", "VIDEO", "AUDIO"]) {
          made.schema.getBlockElements()[name] = made.schema.getBlockElements()[name.toLowerCase()] = {};
        }
        // The source may hold what nobody has cleaned yet: typed, or recovered.
        made.on("BeforeSetContent", (set) => {
          if (typeof set.content === "string") set.content = window.deskEditor.inert(set.content);
        });
        const root = made.getDoc().documentElement;
        root.dataset.theme = dark ? "dark" : "light";
        root.lang = document.getElementById("id_language")?.value || document.documentElement.lang;
        window.deskEditor.pictures(field, made, () => {
          status.textContent = status.dataset.picture;
        });
      }),
    });
    const source = field.value;
    let opened = null;
    if (stored !== null) {
      if (stored !== source) editor.setContent(stored);
      opened = editor.getContent();
      if (stored !== source) editor.setContent(source);
      editor.undoManager.clear();
    }
    const asLoaded = editor.getContent();
    editor.on("input compositionend change undo redo SetContent ExecCommand", changed);
    const text = () => {
      const content = editor.getContent();
      return content === asLoaded ? source : content;
    };
    return {
      isDark: dark,
      opened,
      source,
      text,
      put: (recovered) => editor.setContent(recovered),
      focus: () => editor.focus(),
      close() {
        const written = text();
        editor.remove();
        field.value = written;
      },
    };
  };
})();
