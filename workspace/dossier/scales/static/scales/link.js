// A questionnaire filled through a link keeps every answer as it is given, and counts them.
const form = document.querySelector("[data-fill-link]");
const line = form.querySelector("[data-kept]");
const count = document.querySelector("[data-given]");
const progress = document.getElementById("progress");

const marked = () => form.querySelectorAll("input[type=radio]:checked:not([value=''])").length;
const elsewhere = progress.value - marked();

let sending = Promise.resolve();

async function keep() {
  const said = new FormData(form);
  said.set("go", "keep");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(said) });
    line.textContent = answer.ok ? line.dataset.words : line.dataset.lost;
    if (answer.redirected || answer.status === 410) {
      window.location.reload();
    }
  } catch {
    line.textContent = line.dataset.lost;
  }
}

form.addEventListener("change", () => {
  const given = elsewhere + marked();
  progress.value = given;
  count.textContent = count.dataset.words.replace("{given}", String(given));
  sending = sending.then(keep);
});
