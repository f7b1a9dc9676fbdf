// Branches of the tree open in place where scripts run; without, each is a link to the page with the branch open.

const region = () => document.querySelector("[data-tree]");

const load = async (href, focus) => {
  const answer = await fetch(href);
  if (!answer.ok || answer.redirected) {
    location.assign(href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-tree]");
  if (!fresh || !region()) {
    location.assign(href);
    return;
  }
  region().replaceWith(fresh);
  const back = focus && document.getElementById(focus);
  if (back) {
    back.focus();
  }
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
  load(href, link.id || link.dataset.branch).catch(() => location.assign(href));
});

window.addEventListener("popstate", () => {
  if (region()) {
    load(location.href, "").catch(() => location.reload());
  }
});
