// A button that copies the field beside it; without scripts there is only the field.
for (const box of document.querySelectorAll("[data-copy]")) {
  const field = box.querySelector("textarea");
  const button = box.querySelector("button");
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // browsers that give pages no clipboard
    }
    button.textContent = box.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}
