// The form of a need: add and remove lines at once, and say while one types what a title is understood as.
const form = document.querySelector("form[data-need]");
const box = form.querySelector("[data-lines]");
const template = form.querySelector("template[data-line]");

let next = Math.max(-1, ...[...box.querySelectorAll("fieldset.line")].map((line) => Number(line.id.slice(5)))) + 1;

function renumber() {
  box.querySelectorAll("fieldset.line > .line-n > [data-n]").forEach((legend, at) => { legend.textContent = at + 1; });
}

form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]");
  const remove = event.target.closest("[data-remove]");
  if (add) {
    event.preventDefault();
    const line = template.content.firstElementChild.cloneNode(true);
    for (const part of [line, ...line.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-describedby", "value"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace(/^lines-0-/, `lines-${next}-`).replace(/^line-0$/, `line-${next}`).replace(/^remove:0$/, `remove:${next}`));
      }
    }
    next += 1;
    box.append(line);
    renumber();
    line.querySelector("input:not([type=hidden])").focus();
    form.dispatchEvent(new Event("input"));
  } else if (remove) {
    event.preventDefault();
    const line = remove.closest("fieldset.line");
    const near = line.nextElementSibling || line.previousElementSibling;
    line.remove();
    renumber();
    (near ? near.querySelector("input:not([type=hidden])") : form.querySelector("[data-add]")).focus();
    form.dispatchEvent(new Event("input"));
  }
});

const waiting = new WeakMap();

async function understand(line) {
  const value = (name) => line.querySelector(`[name$="-${name}"]`).value.trim();
  const place = line.querySelector("[data-understood]");
  const title = value("asked_as");
  line.querySelector('[name$="-role"]').value = "";
  if (!title) { place.replaceChildren(); return; }
  const address = new URL(form.dataset.titleAddress, location.href);
  address.search = new URLSearchParams({ title, department: value("department") });
  try {
    const answer = await (await fetch(address)).json();
    if (title !== value("asked_as")) return;
    const said = document.createElement("span");
    said.className = `read ${answer.role ? "ok" : answer.kind === "asked" ? "ask" : "no"}`;
    said.textContent = answer.role || (answer.kind === "asked" ? form.dataset.more.replace("{}", answer.choices.join(", ")) : form.dataset.unknown);
    place.replaceChildren(said);
  } catch { place.replaceChildren(); }
}

box.addEventListener("input", (event) => {
  if (!/-(asked_as|department)$/.test(event.target.name || "")) return;
  const line = event.target.closest("fieldset.line");
  clearTimeout(waiting.get(line));
  waiting.set(line, setTimeout(() => understand(line), 300));
});

// Keep the draft while one types, so that a reload or a dead battery loses nothing; the buttons do the same without scripts.
let dirty = false;
let saving = null;

async function keep() {
  saving = null;
  if (!dirty) return;
  dirty = false;
  const body = new FormData(form);
  body.set("action", "keep");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    if (!answer.ok) { dirty = true; return; }
    const address = new URL(answer.url);
    form.setAttribute("action", address.pathname);
    history.replaceState(null, "", address.pathname);
  } catch { dirty = true; }
}

form.addEventListener("input", () => { dirty = true; clearTimeout(saving); saving = setTimeout(keep, 1500); });
form.addEventListener("submit", () => { dirty = false; clearTimeout(saving); });
addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
