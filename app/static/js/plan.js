// The board: departments unfold in place, a slot opens beside it, people are dragged to another line. Without scripts
// unfolding reloads, a slot is a page, and its menu does what dragging does.
const board = document.querySelector("[data-board]");
const filters = document.getElementById("filters");

// What is unfolded goes along with every filter.
function remember(key, open) {
  const known = [...filters.querySelectorAll("input[name=show]")].find((input) => input.value === key);
  if (!open) { known?.remove(); return; }
  if (known) return;
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "show", value: key });
  filters.append(input);
}

function fold(button) {
  const open = button.getAttribute("aria-expanded") !== "true";
  const key = button.value;
  button.setAttribute("aria-expanded", String(open));
  remember(key, open);
  for (const body of board.querySelectorAll(`tbody[data-lines="${CSS.escape(key)}"]`)) body.hidden = !open;
  for (const body of board.querySelectorAll(`tbody[data-of="${CSS.escape(key)}"]`)) {
    const department = body.dataset.lines;
    const above = department && body.previousElementSibling.querySelector("button.fold");
    body.hidden = !open || Boolean(department && above?.getAttribute("aria-expanded") !== "true");
  }
}

// A slot's page, shown beside the board.
let panel = null;

function makePanel() {
  panel = document.createElement("dialog");
  panel.className = "panel";
  panel.setAttribute("aria-labelledby", "panel-title");
  document.body.append(panel);
  panel.addEventListener("click", (event) => {
    if (event.target === panel || event.target.closest("[data-close]")) { event.preventDefault(); panel.close(); }
  });
}

async function open(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("panel");
  if (!found) throw new Error("no panel");
  if (!panel) makePanel();
  panel.replaceChildren(document.adoptNode(found));
  panel.showModal();
}

if (board) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.fold");
    const link = event.target.closest("a[data-panel]");
    if (button) {
      event.preventDefault();
      fold(button);
    } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      link.setAttribute("aria-busy", "true");
      open(link.href).catch(() => { location.href = link.href; }).finally(() => link.removeAttribute("aria-busy"));
    }
  });

  // A person dropped on another line is put there: a pin that waits with the other changes.
  let dragged = null;
  const mark = (row) => { for (const each of board.querySelectorAll("tr.over")) if (each !== row) each.classList.remove("over"); row?.classList.add("over"); };
  const target = (event) => {
    const row = event.target.closest?.("tr[data-line]");
    return dragged && row && row.dataset.line !== dragged.dataset.line ? row : null;
  };
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("tr[data-person]");
    if (!dragged) return;
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector(".person").textContent);
  });
  board.addEventListener("dragover", (event) => {
    const row = target(event);
    if (row) { event.preventDefault(); event.dataTransfer.dropEffect = "move"; }
    mark(row);
  });
  board.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; mark(null); });
  board.addEventListener("drop", (event) => {
    const row = target(event);
    if (!row) return;
    event.preventDefault();
    const form = document.getElementById("move");
    form.elements.crew_member_id.value = dragged.dataset.person;
    form.elements.line_key.value = row.dataset.line;
    form.requestSubmit();
  });

  // Coming back to a slot whose department is folded: unfold it.
  const wanted = location.hash.startsWith("#s") ? document.getElementById(location.hash.slice(1)) : null;
  if (wanted?.closest("tbody")?.hidden) {
    const body = wanted.closest("tbody");
    for (const key of [body.dataset.of, body.dataset.lines]) {
      const button = board.querySelector(`button.fold[value="${CSS.escape(key)}"]`);
      if (button && button.getAttribute("aria-expanded") !== "true") fold(button);
    }
    wanted.scrollIntoView({ block: "center" });
  }
}
