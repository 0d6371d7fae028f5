// Keys: "/" goes to the search, "g" then a letter goes to the place whose link has that data-key.
const LONGEST_WAIT = 1500;
let goPressedAt = -Infinity;

function isTyping(target) {
  return target.isContentEditable || target.matches("input, textarea, select");
}

function goTo(key) {
  const place = document.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  place?.click();
  return place !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  if (event.timeStamp - goPressedAt < LONGEST_WAIT && goTo(event.key)) {
    event.preventDefault();
    return;
  }
  goPressedAt = event.key === "g" ? event.timeStamp : -Infinity;
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// The first thing to read after a refused form is what was refused.
document.querySelector("[data-focus]")?.focus();
