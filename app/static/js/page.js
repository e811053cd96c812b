// Small helps on every page; everything works without them.
const summary = document.querySelector(".summary-errors");
if (summary) summary.focus();

// A form sent twice by an impatient thumb is sent once.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
}

// Ask before leaving a form with something typed in it.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// Filters apply at once; the button stays for those without scripts.
for (const form of document.querySelectorAll("form[data-live]")) {
  form.addEventListener("change", (event) => { if (event.target.matches("select, input[type=checkbox]")) form.requestSubmit(); });
}

// A menu of the head closes when somebody clicks elsewhere or presses Escape.
const shut = (but) => { for (const menu of document.querySelectorAll("details.nav-menu[open]")) if (menu !== but) menu.open = false; };
addEventListener("click", (event) => shut(event.target.closest("details.nav-menu")));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement.closest("details.nav-menu[open]");
  shut(null);
  if (menu) menu.querySelector("summary").focus();
});
