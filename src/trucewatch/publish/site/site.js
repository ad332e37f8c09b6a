// Switching, filtering and the map's zoom. Every page is whole without this file; nothing is
// stored, nothing is fetched, and what a reader chose stands in the address so it can be sent on.
"use strict";
(() => {
  const words = document.body.dataset;
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const remember = (key, value) => {
    const now = new URLSearchParams(location.search);
    if (value) now.set(key, value); else now.delete(key);
    const query = now.toString();
    try {
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
    } catch { /* pages opened as files may not change their address */ }
  };
  const asked = new URLSearchParams(location.search);

  // One standard or one counting rule alone, or all side by side as the page was built. What was
  // chosen goes along with every link of the edition.
  const chosen = new Map();
  const carry = () => {
    for (const a of document.querySelectorAll('a[href*=".html"]')) {
      if (a.host && a.host !== location.host) continue;
      const [path, anchor] = a.getAttribute("href").split("#");
      const query = new URLSearchParams([...chosen].filter(([, id]) => id)).toString();
      a.setAttribute("href", path.split("?")[0] + (query ? `?${query}` : "") + (anchor ? `#${anchor}` : ""));
    }
  };
  const hidden = new Map();
  const choose = (kind, label) => {
    const columns = [...document.querySelectorAll(`[data-${kind}]`)];
    const titles = new Map();
    for (const c of columns) if (!titles.has(c.dataset[kind])) titles.set(c.dataset[kind], c.dataset.title || c.dataset[kind]);
    // A page without such columns passes on what was chosen elsewhere.
    if (asked.get(kind)) chosen.set(kind, asked.get(kind));
    if (titles.size < 2) return;
    const list = element("select", { id: `switch-${kind}` });
    list.append(element("option", { value: "" }, words.wordAll));
    for (const [id, title] of titles) list.append(element("option", { value: id }, title));
    const show = (id) => {
      for (const c of columns) {
        const by = hidden.get(c) || hidden.set(c, new Set()).get(c);
        if (id && c.dataset[kind] !== id) by.add(kind); else by.delete(kind);
        c.hidden = by.size > 0;
      }
      list.value = id;
      chosen.set(kind, id);
      remember(kind, id);
      carry();
    };
    list.addEventListener("change", () => show(list.value));
    document.querySelector("#main").prepend(element("p", { class: "switch" },
      element("label", { for: `switch-${kind}` }, label), " ", list));
    if (titles.has(asked.get(kind))) show(asked.get(kind));
  };
  choose("rule", words.wordRule);
  choose("standard", words.wordStandard);
  if ([...chosen.values()].some(Boolean)) carry();

  // Another reading or start: the cards above take what the table of all of them says.
  for (const table of document.querySelectorAll("table[data-combinations]")) {
    const cards = document.querySelector(`[data-cards="${CSS.escape(table.dataset.combinations)}"]`);
    const rows = [...table.tBodies[0].rows];
    if (!cards || rows.length < 2) continue;
    const kept = [...cards.children].map((card) => [card, [...card.childNodes]]);
    const id = `switch-${table.dataset.combinations}`;
    const list = element("select", { id });
    rows.forEach((row, at) => list.append(
      element("option", { value: String(at) }, row.cells[0].querySelector("bdi").textContent)));
    list.addEventListener("change", () => {
      const at = Number(list.value);
      for (const [card, nodes] of kept) {
        if (at === 0) { card.replaceChildren(...nodes); continue; }
        const cell = rows[at].querySelector(`td[data-standard="${CSS.escape(card.dataset.standard)}"]`);
        card.replaceChildren(nodes.find((n) => n.nodeName === "H3").cloneNode(true),
          ...(cell ? [...cell.childNodes].map((n) => n.cloneNode(true)) : []),
          element("p", { class: "words" }, cell ? (cell.querySelector(".vh") || cell).textContent : ""));
      }
      remember("reading", at ? String(at) : "");
    });
    cards.before(element("p", { class: "switch" }, element("label", { for: id }, words.wordReading), " ", list));
  }

  // Long lists can be narrowed by a word.
  for (const list of document.querySelectorAll("[data-filter]")) {
    const items = [...list.querySelectorAll(list.dataset.filter)];
    if (items.length < 8) continue;
    const id = `filter-${list.id || "list"}`;
    const field = element("input", { id, type: "search", autocomplete: "off" });
    const count = element("output", { for: id });
    const texts = items.map((i) => i.textContent.toLowerCase());
    field.addEventListener("input", () => {
      const word = field.value.trim().toLowerCase();
      let left = 0;
      items.forEach((item, at) => { item.hidden = !texts[at].includes(word); left += !item.hidden; });
      count.textContent = word ? `${left} / ${items.length}` : "";
    });
    list.before(element("p", { class: "switch" }, element("label", { for: id }, words.wordFilter), " ", field, " ", count));
  }

  // The map: wheel, buttons and dragging move the view box; two fingers scroll the page as ever.
  for (const map of document.querySelectorAll("svg[data-map]")) {
    const whole = map.viewBox.baseVal;
    const start = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
    const set = (x, y, width) => {
      const w = Math.min(start.width, Math.max(start.width / 64, width));
      const h = w * start.height / start.width;
      whole.width = w; whole.height = h;
      whole.x = Math.min(start.x + start.width - w, Math.max(start.x, x));
      whole.y = Math.min(start.y + start.height - h, Math.max(start.y, y));
    };
    const zoom = (by) => set(whole.x + whole.width * (1 - by) / 2, whole.y + whole.height * (1 - by) / 2, whole.width * by);
    const button = (text, label, act) => {
      const made = element("button", { type: "button", "aria-label": label }, text);
      made.addEventListener("click", act);
      return made;
    };
    map.before(element("p", { class: "switch" },
      button("+", words.wordCloser, () => zoom(0.5)), " ",
      button("−", words.wordFarther, () => zoom(2)), " ",
      button("⤢", words.wordWhole, () => set(start.x, start.y, start.width))));
    let from = null;
    map.addEventListener("pointerdown", (e) => { from = [e.clientX, e.clientY, whole.x, whole.y]; });
    map.addEventListener("pointermove", (e) => {
      if (!from || e.pointerType === "touch") return;
      const scale = whole.width / map.clientWidth;
      set(from[2] - (e.clientX - from[0]) * scale, from[3] - (e.clientY - from[1]) * scale, whole.width);
    });
    addEventListener("pointerup", () => { from = null; });
  }

  // A sentence to quote is copied where the browser allows it; else it is selected.
  for (const cite of document.querySelectorAll(".cite q")) {
    const made = element("button", { type: "button" }, words.wordCopy);
    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(cite.textContent);
        made.textContent = words.wordCopied;
      } catch {
        getSelection().selectAllChildren(cite);
      }
    });
    cite.after(" ", made);
  }
})();
