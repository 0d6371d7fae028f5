// A questionnaire on one page counts its answers as they are given.
const count = document.querySelector("[data-given]");
const progress = document.getElementById("progress");

function tell() {
  const given = count.closest("form").querySelectorAll(".slot input[type=radio]:checked:not([value=''])").length;
  progress.value = given;
  count.textContent = count.dataset.words.replace("{given}", String(given));
}

count.closest("form").addEventListener("change", tell);
tell();
