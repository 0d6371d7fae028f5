// A form with data-draft never loses what was typed: it warns before the page is left, sends once, and
// when the network is away it stays as it is and says so. Nothing is kept in the browser's storage.
// The words come from the page: <template id="draft-words" data-offline="…">.
const PROBE_WAIT = 5000;
const words = document.getElementById("draft-words")?.dataset ?? {};

const typed = (form) => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));

// A file of our own that needs no session: the answer shows that the server can be reached.
async function serverAnswers() {
  try {
    const signal = AbortSignal.timeout(PROBE_WAIT);
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal });
    return true;
  } catch {
    return false;
  }
}

function say(form, text) {
  let line = form.querySelector("[data-draft-line]");
  if (!line) {
    line = document.createElement("p");
    line.className = "error";
    line.role = "alert";
    line.dataset.draftLine = "";
    form.append(line);
  }
  line.textContent = text;
}

function keep(form) {
  const atFirst = typed(form);
  const refused = form.querySelector("[aria-invalid=true]") !== null;
  let step = "writing"; // then "asking" the server, "passing" our own submission, "sent"

  window.addEventListener("beforeunload", (event) => {
    if (step !== "sent" && (refused || typed(form) !== atFirst)) {
      event.preventDefault();
    }
  });
  // Back from the next page: the form may be sent again.
  window.addEventListener("pageshow", () => {
    step = "writing";
  });

  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || step === "passing") {
      return;
    }
    event.preventDefault();
    if (step !== "writing") {
      return;
    }
    step = "asking";
    form.ariaBusy = "true";
    const reached = await serverAnswers();
    form.ariaBusy = null;
    if (!reached) {
      step = "writing";
      say(form, words.offline);
      return;
    }
    step = "passing";
    form.requestSubmit(event.submitter);
    step = "sent";
  });
}

document.querySelectorAll("form[data-draft]").forEach(keep);
