// A menu (details[data-menu]) closes on Escape, giving the focus back, and on a press elsewhere.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    return;
  }
  for (const menu of openMenus()) {
    const heldFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (heldFocus) {
      menu.querySelector("summary").focus();
    }
  }
});

document.addEventListener("pointerdown", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
});
