// Tabs that do not fit slide sideways: the one we are on is in sight.

for (const current of document.querySelectorAll(".tabs [aria-current], .subtabs [aria-current]")) {
  const row = current.closest("nav");
  row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}
