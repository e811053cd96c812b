// Tick or untick everybody of a production at once; without scripts each is ticked alone.
for (const bar of document.querySelectorAll("[data-all]")) {
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const box of bar.parentElement.querySelectorAll("input[name=who]:not([disabled])")) box.checked = "tick" in button.dataset;
  });
}
