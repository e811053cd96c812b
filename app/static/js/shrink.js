// Photos from a phone are made smaller before they are sent, which also leaves out where they were taken.
// Without scripts, or where the browser can't read the picture, the file goes as it is and is checked all the same.
const WORTH_IT = 1_500_000;

async function smaller(file, side) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.9); });
  return new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}

for (const form of document.querySelectorAll("form[data-shrink]")) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file || !file.type.startsWith("image/") || file.size < WORTH_IT) return;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const chosen = new DataTransfer();
      chosen.items.add(await smaller(file, Number(form.dataset.shrink)));
      input.files = chosen.files;
    } catch { /* it goes as it is */ }
    button.disabled = false;
  });
}
