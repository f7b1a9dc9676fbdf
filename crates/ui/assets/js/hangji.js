// What every page gains where scripts run; nothing here is needed to work.

// A form sent once is not sent again by a second tap on a slow line.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // What leads to a file leaves the page standing: it may be sent again.
  if ("again" in form.dataset) {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  }
});

// Coming back through the browser's history makes the form usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});
