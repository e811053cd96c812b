// Ticks in the crew list: a range with Shift, all of the page by the head's box, and by keys: j and k move, x ticks,
// Escape unticks. Without scripts the boxes and the choice below the list do the same.
const bar = document.querySelector("[data-many]");
const boxes = [...document.querySelectorAll("[data-pick]")];
const all = document.querySelector("[data-pick-all]");
const whom = (value) => bar.querySelector(`[name=whom][value=${value}]`);
let at = -1;
let last = -1;

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("ticked", box.checked);
  const words = bar.querySelector("[data-ticked]");
  const text = bar.dataset.many.replace("#", String(ticked));
  if (words.textContent !== text) words.textContent = text;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
  bar.classList.toggle("some", ticked > 0);
  bar.classList.toggle("none", ticked === 0 && whom("ticked").checked);
}

function tick(index, checked, range) {
  const [from, to] = range && last >= 0 ? [Math.min(last, index), Math.max(last, index)] : [index, index];
  for (let i = from; i <= to; i += 1) boxes[i].checked = checked;
  last = index;
  whom("ticked").checked = true;
  show();
}

function move(to) {
  at = Math.max(0, Math.min(boxes.length - 1, to));
  for (const [index, box] of boxes.entries()) box.closest("tr").classList.toggle("at", index === at);
  boxes[at].focus({ preventScroll: true });
  boxes[at].closest("tr").scrollIntoView({ block: "nearest" });
}

function press(event) {
  const typing = event.target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "j") move(at + 1);
  else if (event.key === "k") move(at - 1);
  else if ((event.key === "x" || event.key === "X") && at >= 0) tick(at, !boxes[at].checked, event.shiftKey);
  else if (event.key === "Escape") { for (const box of boxes) box.checked = false; last = -1; show(); } else return;
  event.preventDefault();
}

if (bar && boxes.length) {
  all.closest("label").hidden = false;
  bar.querySelector("[data-keys]").hidden = false;
  for (const [index, box] of boxes.entries()) {
    box.addEventListener("click", (event) => { tick(index, box.checked, event.shiftKey); at = index; });
    box.addEventListener("focus", () => { at = index; });
  }
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; whom("ticked").checked = true; show(); });
  bar.addEventListener("change", show);
  document.addEventListener("keydown", press);
  addEventListener("pageshow", show); // a browser that comes back brings its ticks along
  show();
}
