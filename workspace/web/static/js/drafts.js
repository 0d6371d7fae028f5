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
  let leaving = false;
  let asking = false;

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && typed(form) !== atFirst) {
      event.preventDefault();
    }
  });
  // Back from the next page: the form may be sent again.
  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  form.addEventListener("submit", async (event) => {
    if (leaving) {
      leaving = false;
      return;
    }
    event.preventDefault();
    if (asking) {
      return;
    }
    asking = true;
    form.ariaBusy = "true";
    const reached = await serverAnswers();
    asking = false;
    form.ariaBusy = null;
    if (reached) {
      leaving = true;
      form.requestSubmit(event.submitter);
      leaving = true;
    } else {
      say(form, words.offline);
    }
  });
}

document.querySelectorAll("form[data-draft]").forEach(keep);
