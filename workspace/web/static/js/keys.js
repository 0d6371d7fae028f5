// Keys: "/" goes to the search, "g" then a letter goes to the place whose link has that data-key, "j" and "k" go down and
// up the lines of lists and tables, "?" shows the keys.
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

// The lines in sight of every list, table and path; the one after where the focus is, or before it. What a line opens
// first has the focus; a line that opens nothing has it itself, to be read.
const LINES = "main .rows > .row, main .path > li, main tbody > tr";
const OPENS = "a[href], button";

function walk(step) {
  const lines = [...document.querySelectorAll(LINES)].filter((line) => line.checkVisibility());
  const here = lines.findIndex((line) => line.contains(document.activeElement));
  const next = lines[here < 0 ? (step > 0 ? 0 : lines.length - 1) : here + step];
  if (next) {
    const opens = next.querySelector(OPENS) ?? next;
    if (opens === next) next.tabIndex = -1;
    opens.focus();
  }
  return lines.length > 0;
}

const keys = document.querySelector("dialog#keys");
for (const button of document.querySelectorAll("[data-keys]")) {
  button.hidden = !keys;
  button.addEventListener("click", () => keys.showModal());
}
keys?.querySelector("[data-close]").addEventListener("click", () => keys.close());

document.addEventListener("keydown", (event) => {
  if (keys?.open) {
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  if (event.timeStamp - goPressedAt < LONGEST_WAIT && goTo(event.key)) {
    event.preventDefault();
    return;
  }
  goPressedAt = event.key === "g" ? event.timeStamp : -Infinity;
  if ((event.key === "j" && walk(1)) || (event.key === "k" && walk(-1))) {
    event.preventDefault();
    return;
  }
  if (event.key === "?" && keys) {
    event.preventDefault();
    keys.showModal();
    return;
  }
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// The first thing to read after a refused form is what was refused.
document.querySelector("[data-focus]")?.focus();
