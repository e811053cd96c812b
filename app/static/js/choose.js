// Type-ahead: over a choice field (select[data-typeahead]) and for places (input[data-places]). Both work without it.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
const MOST = 40;
let count = 0;

function entriesOf(select) {
  return [...select.options].map((option) => ({
    value: option.value,
    text: option.textContent.trim(),
    group: option.parentElement.tagName === "OPTGROUP" ? option.parentElement.label : "",
    words: ` ${fold(`${option.textContent} ${option.dataset.also || ""}`)}`,
    place: ` ${fold(option.parentElement.label || "")}`,
  }));
}

function matching(entries, typed) {
  // "jefa" finds "jefe": the last vowel of a longer word is its gender more often than its meaning
  const words = fold(typed).split(" ").filter(Boolean).map((word) => (word.length > 3 ? word.replace(/[aeo]s?$/, "") : word));
  if (!words.length) return entries.slice(0, MOST);
  const score = (entry) => {
    let points = 0;
    for (const word of words) {
      if (entry.words.includes(` ${word}`)) points += entry.words.startsWith(` ${word}`) ? 3 : 2;
      else if (entry.words.includes(word)) points += 1;
      else if (entry.place.includes(` ${word}`)) points += 0.5;
      else return 0;
    }
    return points - entry.words.length / 1000;
  };
  return entries.map((entry) => [score(entry), entry]).filter(([points]) => points > 0)
    .sort((a, b) => b[0] - a[0]).slice(0, MOST).map(([, entry]) => entry);
}

function enhance(select) {
  const entries = entriesOf(select);
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  list.id = `chooser-${count += 1}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  box.className = "chooser";
  Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false, id: `${select.id}-typed` });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) { label.htmlFor = input.id; list.setAttribute("aria-label", label.textContent.trim()); }
  const chosen = () => entries.find((entry) => entry.value === select.value);
  const show = () => { const entry = chosen(); input.value = entry && entry.value ? entry.text : ""; input.placeholder = entries[0] && !entries[0].value ? entries[0].text : ""; };
  let found = [];
  let at = -1;

  const mark = (next) => {
    at = next;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) { input.setAttribute("aria-activedescendant", list.children[at].id); list.children[at].scrollIntoView({ block: "nearest" }); } else input.removeAttribute("aria-activedescendant");
  };
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); mark(-1); };
  const open = () => {
    found = matching(entries, chosen() && input.value === chosen().text ? "" : input.value);
    list.replaceChildren(...found.map((entry, n) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.append(entry.text);
      if (entry.group) { const group = document.createElement("small"); group.textContent = entry.group; item.append(group); }
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(entry); });
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    at = -1;
  };
  const pick = (entry) => {
    const changed = select.value !== entry.value;
    select.value = entry.value;
    show();
    close();
    if (changed) select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter" && (!list.hidden || input.value !== (chosen()?.value ? chosen().text : ""))) {
      event.preventDefault(); // a choice is being made: the form is not sent with it half typed
      const entry = found[at >= 0 ? at : 0];
      if (entry) pick(entry);
    } else if (event.key === "Escape") { show(); close(); }
  });
  // What was typed in full counts; what was emptied means none; anything else goes back to what was chosen.
  input.addEventListener("blur", () => {
    const typed = fold(input.value);
    const entry = typed ? entries.find((each) => fold(each.text) === typed) : entries.find((each) => !each.value);
    if (entry) pick(entry); else { show(); close(); }
  });

  select.before(box);
  box.append(input, list, select);
  select.hidden = true;
  show();
}

for (const select of document.querySelectorAll("select[data-typeahead]")) enhance(select);

for (const input of document.querySelectorAll("input[data-places]")) {
  let waiting = 0;
  let asked = "";
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = input.value.trim();
    if (typed.length < 2 || typed === asked || [...input.list.options].some((option) => option.value === typed)) return;
    waiting = setTimeout(async () => {
      asked = typed;
      const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || input.value.trim() !== typed) return;
      const { places } = await answer.json();
      input.list.replaceChildren(...places.map((place) => Object.assign(document.createElement("option"), { value: place })));
    }, 160);
  });
}
