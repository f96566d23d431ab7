// What makes the pages better where scripts run; every page works without it.
"use strict";

// A part of a page that is still under way says so by data-refresh="seconds": it is fetched again until it no longer does.
function keepFresh(part) {
  const seconds = Number(part.dataset.refresh);
  if (!seconds || !part.id) return;
  setTimeout(async () => {
    const now = await partOf(location.href, part.id).catch(() => null);
    if (!now) return keepFresh(part);
    part.replaceWith(now);
    keepFresh(now);
  }, seconds * 1000);
}

async function partOf(address, id) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(id);
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const form = event.target;
  if (form.dataset.sent) return event.preventDefault();
  if (form.method === "post") form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// The steps of a line open below it; where that fails, the link leads to their page as it does without a script.
async function openSteps(link) {
  let steps = document.getElementById(link.getAttribute("aria-controls"));
  if (!steps) {
    link.setAttribute("aria-busy", "true");
    const working = await partOf(link.href, "working").catch(() => null);
    link.removeAttribute("aria-busy");
    const list = working && working.querySelector("ol");
    if (!list) return location.assign(link.href);
    steps = document.createElement("div");
    steps.className = "opened";
    steps.id = link.getAttribute("aria-controls");
    steps.append(list);
    link.after(steps);
    steps.hidden = true;
  }
  steps.hidden = !steps.hidden;
  link.setAttribute("aria-expanded", String(!steps.hidden));
}

document.querySelectorAll(".steps-link").forEach((link, place) => {
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("aria-controls", `steps-${place}`);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-busy")) openSteps(link);
  });
});

document.querySelectorAll("[data-refresh]").forEach(keepFresh);
