// What forms of records gain where scripts run: suggestions as one types.

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
