// The list of errors names each field and follows the page: "Day: this day cannot be" says more than four times
// "please fill this in". Without this script the list leads to the fields all the same.
const colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";

function nameOf(field) {
  const group = field.closest("fieldset");
  const isOneOfMany = field.matches("fieldset, [type=radio]") || field.closest(".chips, .choices");
  const label = isOneOfMany ? group?.querySelector("legend") : field.labels?.[0];
  const said = label?.cloneNode(true);
  said?.querySelectorAll(".optional, .needed, .error, .hint").forEach((part) => part.remove());
  return said?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

const isBefore = (a, b) => a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;

for (const summary of document.querySelectorAll(".error-summary")) {
  const lines = [...summary.querySelectorAll('li > a[href^="#"]')]
    .map((link) => ({ link, field: document.getElementById(link.hash.slice(1)) }))
    .filter(({ field }) => field && !summary.contains(field));
  for (const { link, field } of lines) {
    const name = nameOf(field);
    if (name && !link.textContent.startsWith(name)) link.prepend(name, colon);
  }
  lines.sort((a, b) => (isBefore(a.field, b.field) ? -1 : 1));
  for (const { link } of lines) link.parentElement.parentElement.append(link.parentElement);
}
