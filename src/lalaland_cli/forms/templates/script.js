(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

  // Letters without case and accents, as the search of the command line compares them.
  const plain = { ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", œ: "oe", æ: "ae", ß: "ss", ı: "i" };
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/[øłđðþœæßı]/g, (letter) => plain[letter])
      .replace(/[‘’‛′]/g, "'").replace(/[“”„″]/g, '"').replace(/[‐‑–—]/g, "-");

  // Where a word begins in a folded text, as itself or as the beginning of a longer one; in scripts
  // without spaces, anywhere.
  const unspaced = /[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;
  const places = (text, word) => {
    const found = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]) || unspaced.test(word[0])) found.push(at);
    return found;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("_search");
    if (!box) return;
    const status = document.getElementById("_found");
    const entries = [...document.querySelectorAll("[data-entry]")];
    const texts = entries.map((entry) => fold(entry.textContent));

    // Where the words stand, to be marked: the page itself stays as it is.
    const marks = "highlights" in CSS ? new Highlight() : null;
    if (marks) CSS.highlights.set("found", marks);
    const mark = (entry, words) => {
      const walker = document.createTreeWalker(entry, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode()); ) {
        let folded = "";
        const origins = [];
        let origin = 0;
        for (const letter of node.data) {
          const part = fold(letter);
          for (let i = 0; i < part.length; i++) origins.push(origin);
          folded += part;
          origin += letter.length;
        }
        origins.push(origin);
        for (const word of words) {
          for (const at of places(folded, word)) {
            const range = new Range();
            range.setStart(node, origins[at]);
            range.setEnd(node, origins[at + word.length]);
            marks.add(range);
          }
        }
      }
    };

    const search = () => {
      const words = fold(box.value).split(/\s+/).filter(Boolean);
      let found = 0;
      marks?.clear();
      entries.forEach((entry, i) => {
        entry.hidden = !words.every((word) => places(texts[i], word).length);
        if (entry.hidden) return;
        found++;
        for (const part of entry.querySelectorAll("details"))
          part.open = words.some((word) => places(fold(part.textContent), word).length);
        if (marks && words.length) mark(entry, words);
      });
      for (const item of document.querySelectorAll("[data-of]"))
        item.hidden = document.getElementById(item.dataset.of).hidden;
      for (const group of document.querySelectorAll("[data-group]"))
        group.hidden = !group.querySelector(":is([data-entry], [data-of]):not([hidden])");
      root.classList.toggle("searching", words.length > 0);
      status.textContent = !words.length ? "" : !found ? "Nothing found"
        : `${found} of ${entries.length} ${entries.length === 1 ? "lesson" : "lessons"}`;
    };

    const clear = () => {
      box.value = "";
      search();
    };

    box.addEventListener("input", search);
    box.form.addEventListener("submit", (event) => {
      event.preventDefault();
      entries.find((entry) => !entry.hidden)?.querySelector("a")?.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && document.activeElement === box) {
        if (box.value) clear();
        else box.blur();
        event.preventDefault();
      } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
          && document.activeElement !== box) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    });
    // A link to a lesson that the search has put away brings all lessons back.
    window.addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target?.closest("[hidden]")) {
        clear();
        target.scrollIntoView();
      }
    });
    if (box.value) search();  // what the browser kept from the last visit
  });
})();
