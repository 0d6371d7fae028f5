// One part of an assessment: kept two seconds after the last key, and when the page is left; Enter goes on to the
// next question (Ctrl and an arrow too, from a text as well), a digit chooses in the group that has the focus,
// Ctrl+Enter closes the part. Without this file the form is a plain form.
const PAUSE = 2000;
const AGAIN = 5000;
const TELLS_MORE = new Set(["watch", "abnormal", "yes"]);

const printer = document.querySelector("[data-print]");
if (printer) {
  printer.hidden = false;
  printer.addEventListener("click", () => window.print());
}

const typed = (form) =>
  JSON.stringify([...new FormData(form)].filter(([name]) => name !== "base"));

function keeping(form) {
  const line = form.querySelector("[data-kept]");
  let kept = typed(form);
  let timer = 0;
  let sending = null; // what is on its way
  let leaving = false;

  const say = (words) => {
    line.textContent = words;
  };

  // The other version has a page of its own; the words lead there once, and typing goes on meanwhile.
  function sayBeside(words) {
    const link = document.createElement("a");
    link.href = form.dataset.versions;
    link.textContent = words;
    line.replaceChildren(link);
  }

  // `last`: the page goes away, so what is on its way is not waited for; at worst it is kept beside.
  async function keep({ last = false } = {}) {
    clearTimeout(timer);
    const now = typed(form);
    if (leaving || now === kept || now === sending || (sending !== null && !last)) {
      return;
    }
    sending = now;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive: true });
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      const { token, beside, said } = await answer.json();
      form.elements.base.value = token;
      kept = now;
      if (beside) {
        sayBeside(said);
      } else {
        say(said);
      }
    } catch {
      say(form.dataset.away);
      timer = setTimeout(keep, AGAIN);
      return;
    } finally {
      sending = null;
    }
    if (typed(form) !== kept) {
      later();
    }
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }

  form.addEventListener("input", later);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keep({ last: true });
    }
  });
  window.addEventListener("pagehide", () => keep({ last: true }));

  // A plain submission waits for what is on its way, or it would be made from an older version.
  form.addEventListener("submit", (event) => {
    if (leaving) {
      return;
    }
    if (sending !== null) {
      event.preventDefault();
      setTimeout(() => form.requestSubmit(event.submitter), 50);
      return;
    }
    clearTimeout(timer);
    leaving = true;
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}

// Where Enter stops: the group's chosen or first option, a field, never a source nor a "not known".
function stops(form) {
  return [...form.querySelectorAll("[data-stop]")].map((stop) =>
    stop.matches(".chips") ? (stop.querySelector(":checked") ?? stop.querySelector("input")) : stop,
  );
}

const questionOf = (element) => element.closest(".question");

function goOn(form, from) {
  const note = questionOf(from)?.querySelector("[data-note]");
  if (note && note !== from && TELLS_MORE.has(from.value) && from.checked) {
    note.focus();
    return;
  }
  const all = stops(form);
  const next = all.find(
    (stop) =>
      questionOf(stop) !== questionOf(from) &&
      from.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  (next ?? form.querySelector("[data-close]")).focus();
}

function goBack(form, from) {
  const before = stops(form).filter(
    (stop) =>
      questionOf(stop) !== questionOf(from) &&
      from.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING,
  );
  before.at(-1)?.focus();
}

function choose(form, group, digit) {
  const option = group.querySelectorAll("input")[digit - 1];
  if (!option) {
    return false;
  }
  option.focus();
  option.click();
  return true;
}

function onKey(form, event) {
  const target = event.target;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-close]"));
    return;
  }
  if (event.ctrlKey && event.altKey && event.code === "KeyN") {
    const rest = form.querySelector("[data-rest]");
    if (rest) {
      event.preventDefault();
      form.requestSubmit(rest);
    }
    return;
  }
  if (event.ctrlKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    if (event.key === "ArrowDown") {
      goOn(form, target);
    } else {
      goBack(form, target);
    }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "Enter" && target.matches("input, select")) {
    event.preventDefault();
    goOn(form, target);
    return;
  }
  const group = target.closest(".chips");
  if (group && /^[1-9]$/.test(event.key) && choose(form, group, Number(event.key))) {
    event.preventDefault();
  }
}

for (const form of document.querySelectorAll("form[data-part]")) {
  keeping(form);
  form.addEventListener("keydown", (event) => onKey(form, event));
  form.addEventListener("click", (event) => {
    const meant = event.target.closest("[data-meant]");
    if (meant) {
      event.preventDefault();
      const field = document.getElementById(meant.dataset.for);
      field.value = meant.dataset.meant;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
  });
  if (!document.querySelector("[data-focus]")) {
    const first = stops(form).find((stop) =>
      stop.matches("[type=radio], [type=checkbox]") ? !stop.checked : stop.value === "",
    );
    (first ?? form.querySelector("[data-close]")).focus({ preventScroll: true });
  }
}
