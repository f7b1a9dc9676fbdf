// What forms of records gain where scripts run: suggestions as one types, and a draft of what is left half filled.

const WAIT_MS = 200;

// Fills the list of a field with what the server suggests for the letters typed so far.
function suggesting(input) {
  const list = document.getElementById(input.getAttribute("list"));
  let timer = 0;
  let asked = input.value;
  const ask = async () => {
    const text = input.value.trim();
    if (text === asked || text === "" || [...list.options].some((option) => option.value === text)) {
      return;
    }
    asked = text;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
      // Letters typed meanwhile ask again; a session that has ended answers with a page.
      if (!answer.ok || answer.redirected || input.value.trim() !== text) {
        return;
      }
      const found = await answer.json();
      list.replaceChildren(...found.map(({ text, place }) => new Option(place, text)));
    } catch {
      // Without a network the field is still a field.
    }
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
}

for (const input of document.querySelectorAll("input[data-suggest][list]")) {
  suggesting(input);
}

// Keeps what was typed as a draft when the page is left otherwise than by sending the form or by its own way out.
function keeping(form) {
  let typed = form.querySelector("[aria-invalid]") !== null;
  const settled = () => {
    typed = false;
  };
  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("submit", settled);
  form.querySelector(".buttons a")?.addEventListener("click", settled);
  window.addEventListener("pagehide", () => {
    if (typed) {
      const sent = new URLSearchParams(new FormData(form));
      sent.append("then", "draft");
      navigator.sendBeacon(form.getAttribute("action"), sent);
      settled();
    }
  });
}

for (const button of document.querySelectorAll("button[name=then][value=draft]")) {
  keeping(button.form);
}
