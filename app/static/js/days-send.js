// Sending without losing anything: what could not be sent is kept on the device, said so, and sent by one tap.
// The form's key goes with it, so that what did arrive after all has no second effect.

async function post(action, fields) {
  const token = document.querySelector("[data-days] input[name=csrf_token]")?.value;
  const body = new URLSearchParams(fields);
  if (token) body.set("csrf_token", token);
  const answer = await fetch(action, { method: "POST", body, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, whole: page.querySelector("[data-days]"), ok: answer.ok };
}

class Keeper {
  constructor(root) { this.name = `llamado-days-${root.dataset.member}-${location.pathname}`; }

  read() {
    try { return JSON.parse(localStorage.getItem(this.name)); } catch { return null; }
  }

  keep(value) {
    try { localStorage.setItem(this.name, JSON.stringify(value)); } catch { /* the open page still holds it */ }
  }

  drop() {
    try { localStorage.removeItem(this.name); } catch { /* nothing was kept */ }
  }
}

function button(text, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}

// `root` is the section; `again` sets the fresh section up once it has taken the old one's place.
export function send(root, again) {
  const keeper = new Keeper(root);
  const box = root.querySelector("[data-kept]");
  const live = (text) => { root.querySelector("[data-live]").textContent = text; };

  function offer(kept, reason) {
    const text = document.createElement("span");
    text.textContent = `${reason} ${root.dataset.sayWaiting.replace("{what}", kept.what)}`;
    const row = document.createElement("span");
    row.className = "row";
    row.append(button(root.dataset.sayAgain, () => go(kept)), button(root.dataset.sayDrop, () => { keeper.drop(); box.hidden = true; live(""); }));
    box.replaceChildren(text, row);
    box.hidden = false;
    box.tabIndex = -1;
  }

  async function go(kept) {
    keeper.keep(kept);
    live(root.dataset.saySending);
    root.setAttribute("aria-busy", "true");
    try {
      const { page, whole, ok } = await post(kept.action, kept.fields);
      if (!ok || !whole) throw new SyntaxError("no such page");
      keeper.drop();
      replace(page, whole);
    } catch (error) {
      const lost = error instanceof TypeError || !navigator.onLine;
      offer(kept, lost ? root.dataset.sayLost : root.dataset.sayRefused);
      live(box.textContent);
      box.focus();
      box.scrollIntoView({ block: "center" });
    } finally {
      root.removeAttribute("aria-busy");
    }
  }

  function replace(page, whole) {
    const fresh = document.adoptNode(whole);
    const notices = [...page.querySelectorAll("main > .flash")].map((node) => document.adoptNode(node));
    for (const old of document.querySelectorAll("main > .flash")) old.remove();
    document.getElementById("main").prepend(...notices);
    root.replaceWith(fresh);
    again();
    const told = notices[0] ?? fresh.querySelector(".said") ?? fresh;
    told.tabIndex = -1;
    told.focus({ preventScroll: true });
    told.scrollIntoView({ block: "center" });
    fresh.querySelector("[data-live]").textContent = told.textContent.replace(/\s+/g, " ").trim();
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-send]")) return;
    event.preventDefault();
    const { submitter } = event;
    const fields = [...new FormData(form, submitter)].filter(([name]) => name !== "csrf_token");
    const span = [form.elements.first?.value, form.elements.last?.value].filter(Boolean).join(" – ");
    const what = [root.querySelector("#days-sheet.raised [data-span]")?.textContent || span, submitter?.textContent.trim()];
    go({ action: form.action, fields, what: what.filter(Boolean).join(", ") });
  });

  const kept = keeper.read();
  if (kept?.action && new URL(kept.action).origin === location.origin) offer(kept, "");
}
