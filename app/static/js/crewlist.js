// Candidates unfold in place, and decisions are taken without leaving the list. Without scripts each is a page.
const list = document.getElementById("crewlist");

async function page(address, options) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
  return { document: new DOMParser().parseFromString(await answer.text(), "text/html"), address: answer.url };
}

function show(box, source) {
  const found = source.getElementById("candidates");
  if (!found) return;
  found.id = `candidates-${found.dataset.line}`;
  box.replaceChildren(document.adoptNode(found));
}

async function unfold(details) {
  const box = details.querySelector(":scope > div");
  if (!details.open || details.dataset.loaded) return;
  details.dataset.loaded = "yes";
  box.setAttribute("aria-busy", "true");
  try {
    show(box, (await page(details.dataset.load)).document);
  } catch {
    delete details.dataset.loaded; // the link to the page stays
  }
  box.removeAttribute("aria-busy");
}

// The list itself follows a decision: every line is drawn anew, save the one that is open.
async function refresh(open) {
  const fresh = (await page(location.href)).document;
  for (const line of list.querySelectorAll(".line")) {
    const newer = fresh.getElementById(line.id);
    const slots = line.querySelector(":scope > .slots");
    const others = newer?.querySelector(":scope > .slots");
    if (slots && others) slots.replaceWith(document.adoptNode(others));
  }
  for (const details of list.querySelectorAll("details[data-load]")) {
    if (details !== open) { delete details.dataset.loaded; details.open = false; }
  }
}

async function decide(form, submitter) {
  const data = new FormData(form, submitter);
  const details = form.closest("details[data-load]");
  const box = details ? details.querySelector(":scope > div") : form.closest("section");
  const answer = await page(form.action, { method: "POST", body: data });
  if (details) {
    show(box, answer.document);
    await refresh(details);
  } else {
    const found = answer.document.getElementById("main");
    if (found) document.getElementById("main").replaceChildren(...document.adoptNode(found).childNodes);
  }
  document.querySelector("[role=status], [role=alert]")?.scrollIntoView({ block: "nearest" });
}

if (list) {
  for (const details of list.querySelectorAll("details[data-load]")) {
    details.addEventListener("toggle", () => unfold(details));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-swap]")) return;
  event.preventDefault();
  const buttons = form.querySelectorAll("button");
  const { submitter } = event;
  decide(form, submitter)
    .catch(() => { form.removeAttribute("data-swap"); form.requestSubmit(submitter); })
    .finally(() => { for (const button of buttons) button.disabled = false; });
});
