// While files are being worked on, the page says how far it is; once it is done, the page is loaded anew.

const PATIENCE = 1000;
const waiting = document.querySelector("[data-waiting]");
const label = waiting.querySelector("label");
const bar = waiting.querySelector("progress");
const lines = waiting.querySelector("[data-lines]");

const show = (said) => {
  label.textContent = said.words;
  lines.textContent = said.lines;
  if (said.total > 0) {
    bar.max = said.total;
    bar.value = said.done;
  } else {
    bar.removeAttribute("value");
  }
};

const ask = async () => {
  try {
    const answer = await fetch(waiting.dataset.progress, { headers: { accept: "application/json" } });
    if (answer.status < 500) {
      const said = answer.ok && !answer.redirected ? await answer.json() : null;
      if (said === null || said.state !== waiting.dataset.waiting) {
        location.reload();
        return;
      }
      show(said);
    }
  } catch {
    // The network is away: it is asked again.
  }
  setTimeout(ask, PATIENCE);
};

setTimeout(ask, PATIENCE);
