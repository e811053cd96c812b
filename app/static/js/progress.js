// How long work goes, asked every second; the page is loaded anew when it is done. Without scripts the page says how to
// ask. Each word that comes stands in the element of its name; `data-says` names the one that is read out with a phase.
const box = document.querySelector("[data-progress]");
const part = (name) => box.querySelector(`[data-${name}]`);
let said = "";
let failures = 0;

async function follow() {
  try {
    const answer = await fetch(box.dataset.progress, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    failures = 0;
    if (!told.working) { location.reload(); return; }
    for (const [name, words] of Object.entries(told)) if (part(name)) part(name).textContent = words;
    part("bar").value = told.percent;
    if (told.phase !== said) { part("said").textContent = `${told.phase}. ${told[box.dataset.says]}`; said = told.phase; }
  } catch {
    failures += 1;
    if (failures > 20) return; // the server is gone; a reload by hand tells more
  }
  setTimeout(follow, Math.min(1000 * 1.3 ** failures, 15000));
}

if (box) follow();
