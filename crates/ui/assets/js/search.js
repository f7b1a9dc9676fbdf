// Suggestions below the search box, where scripts run: a combobox with a list box (ARIA). The box works without it.

const box = document.querySelector("input[data-suggest]");
if (box) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.suggestions);
  box.after(list);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let active = -1;
  let waiting = 0;
  let asked = "";

  const close = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const mark = (to) => {
    const options = [...list.children];
    active = (to + options.length + 1) % (options.length + 1);
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < options.length) {
      box.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else {
      active = -1;
      box.removeAttribute("aria-activedescendant");
    }
  };

  const show = (items) => {
    list.replaceChildren(
      ...items.map((item, i) => {
        const option = document.createElement("li");
        option.id = `suggestion-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = item.href;
        option.append(item.name);
        const place = document.createElement("small");
        place.textContent = [item.kind, item.place].filter(Boolean).join(" · ");
        option.append(" ", place);
        return option;
      }),
    );
    active = -1;
    list.hidden = items.length === 0;
    box.setAttribute("aria-expanded", String(items.length > 0));
  };

  const ask = async () => {
    const question = box.value.trim();
    asked = question;
    if (!question) {
      close();
      return;
    }
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(question)}`);
      const kind = answer.headers.get("content-type") ?? "";
      // A slower answer to an earlier question is of no use any more.
      if (answer.ok && kind.startsWith("application/json") && asked === question) {
        show((await answer.json()).items);
      }
    } catch {
      close();
    }
  };

  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // While pinyin is being put together by an input method, its letters are not the question yet.
    if (!event.isComposing) {
      waiting = setTimeout(ask, 180);
    }
  });
  box.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 180);
  });
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? active + 1 : active === -1 ? list.children.length - 1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.href);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  // The list must not take the focus away before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      location.assign(option.dataset.href);
    }
  });
  box.addEventListener("blur", close);
}
