// A button with data-fill ({id: text} as JSON) writes those texts into those fields. Demonstration only.
for (const button of document.querySelectorAll("[data-fill]")) {
  button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) {
    return;
  }
  const texts = Object.entries(JSON.parse(button.dataset.fill));
  for (const [id, text] of texts) {
    document.getElementById(id).value = text;
  }
  const form = document.getElementById(texts[0][0]).form;
  form.querySelector("button:not([type=button])").focus();
});
