// The queue by keyboard: J and K move, Enter opens; on a profile A, B and D lead to the three words. Never while typing.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const links = [...document.querySelectorAll("#queue tbody th a")];

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const key = event.key.toLowerCase();
  if (links.length && (key === "j" || key === "k")) {
    const at = links.indexOf(document.activeElement);
    const next = links[key === "j" ? Math.min(at + 1, links.length - 1) : Math.max(at - 1, 0)];
    next.focus();
    event.preventDefault();
    return;
  }
  const found = document.querySelector(`.decide [data-key="${CSS.escape(key)}"]`);
  if (!found) return;
  event.preventDefault();
  const box = found.closest("details");
  if (box) { box.open = true; box.querySelector("select").focus(); } else found.focus();
});
