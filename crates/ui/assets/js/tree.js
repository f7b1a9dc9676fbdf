// Branches of the tree open in place where scripts run; without, each is a link to the page with the branch open. The
// page that the link leads to is fetched and its tree takes the place of this one, so that both ways show the same.

const region = () => document.querySelector("[data-tree]");

// The last one asked for: a slower answer to an earlier click is of no use any more.
let asked = 0;

const load = async (href, focus) => {
  const mine = ++asked;
  region().setAttribute("aria-busy", "true");
  const answer = await fetch(href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) {
    return;
  }
  const fresh = page.querySelector("[data-tree]");
  if (!answer.ok || answer.redirected || !fresh || !region()) {
    location.assign(href);
    return;
  }
  region().replaceWith(fresh);
  document.getElementById(focus)?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-tree] a[data-branch]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) && event.button === 0;
  if (!link || !plain) {
    return;
  }
  event.preventDefault();
  const href = link.getAttribute("href");
  history.pushState(null, "", href);
  load(href, link.dataset.branch).catch(() => location.assign(href));
});

window.addEventListener("popstate", () => {
  if (region()) {
    load(location.href, "").catch(() => location.reload());
  }
});
