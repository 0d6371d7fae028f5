// One box ticks all the boxes of its form that have the name in data-all, and follows them.
for (const all of document.querySelectorAll("[data-all]")) {
  const boxes = [...all.form.elements].filter((each) => each.name === all.dataset.all && each.type === "checkbox");
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const ticked = boxes.filter((each) => each.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
    });
  }
}
