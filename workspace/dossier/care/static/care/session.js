// The line above day, length and payer says what stands in the fields, when a draft or a hand has changed them.
const line = document.querySelector("summary[data-terms]");
const inside = line.closest("details");
const [day, minutes, payer] = ["done_on", "minutes", "payer"].map((name) => inside.querySelector(`[name=${name}]`));
const stands = () => [day, minutes, payer].map((control) => control.value).join(" ");
const first = { stands: stands(), words: line.textContent };

function tell() {
  if (stands() === first.stands) {
    line.textContent = first.words;
  } else if (day.value && minutes.value && payer.value) {
    const said = new Date(`${day.value}T12:00`).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    line.textContent = line.dataset.terms
      .replace("{day}", said)
      .replace("{minutes}", minutes.value)
      .replace("{payer}", payer.selectedOptions[0].textContent);
  }
}

for (const what of ["input", "change"]) inside.addEventListener(what, tell);
