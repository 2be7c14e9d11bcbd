// What the desk adds to portal.js: which case is chosen, and paragraphs to reuse. Every page works without it.
(function () {
  "use strict";

  // --- the chosen case beside the queue ---
  function mark(row) {
    document.querySelectorAll("[data-queue] tr[aria-selected]").forEach((other) => other.removeAttribute("aria-selected"));
    row.setAttribute("aria-selected", "true");
  }

  document.addEventListener("htmx:afterRequest", (event) => {
    const link = event.target.closest(".peek");
    if (!link || !event.detail.successful) return;
    mark(link.closest("tr"));
    const chosen = document.getElementById("chosen");
    chosen.classList.add("asked");
    if (!wide.matches) chosen.scrollIntoView({ block: "start" }); // it stands above the list there
  });

  // --- keys: from case to case, and what is done with one. Keys of one letter can be turned off (WCAG 2.1.4) ---
  const keys = document.getElementById("keys");
  const queue = () => document.querySelector("[data-queue] tbody");
  const rowOf = (element) => element && element.closest && element.closest("[data-queue] tbody tr");
  const current = () => rowOf(document.activeElement) || document.querySelector("[data-queue] tr[aria-selected]");
  const wide = window.matchMedia("(min-width: 75rem)");
  let waiting = 0;

  const stored = () => { try { return window.localStorage.getItem("desk-keys"); } catch (refused) { return null; } };
  const store = (value) => { try { window.localStorage.setItem("desk-keys", value); } catch (refused) { /* off until the page is left */ } };

  // Where the list is wide enough to show the case beside it, the case follows once the keys rest.
  function go(row, selector) {
    if (!row) return;
    row.querySelector(selector).focus();
    mark(row);
    window.clearTimeout(waiting);
    if (wide.matches) waiting = window.setTimeout(() => { if (rowOf(document.activeElement) === row) row.querySelector(".peek").click(); }, 400);
  }

  function step(forward, selector) {
    const row = rowOf(document.activeElement);
    if (row) go(forward ? row.nextElementSibling : row.previousElementSibling, selector);
    else if (queue()) go(forward ? queue().firstElementChild : queue().lastElementChild, selector);
  }

  function assign() {
    const ticked = document.querySelector("#bulk-form [value=ask_assign]");
    if (ticked && document.querySelector("[data-queue] [data-tick]:checked")) { ticked.click(); return; }
    const row = current();
    if (row && row.dataset.assign) window.location.assign(row.dataset.assign);
  }

  const deeds = {
    j: () => step(true, ".title"),
    k: () => step(false, ".title"),
    a: assign,
    x: () => { const box = current() && current().querySelector("input[type=checkbox]"); if (box) box.click(); },
    "/": () => document.querySelector("[data-search]").focus(),
    "?": () => keys.showModal(),
  };

  if (keys) {
    const on = keys.querySelector("[data-keys-on]");
    on.checked = stored() !== "off";
    on.addEventListener("change", () => store(on.checked ? "on" : "off"));
    document.querySelectorAll("[data-keys-open]").forEach((place) => { place.hidden = false; place.addEventListener("click", () => keys.showModal()); });
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest && event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");
      if (typing || event.ctrlKey || event.metaKey || event.altKey || !on.checked || !Object.hasOwn(deeds, event.key)) return;
      event.preventDefault();
      deeds[event.key]();
    });
  }

  // Up and down go from case to case while the focus is on one.
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("[data-queue] .peek, [data-queue] .title");
    if (!link || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    step(event.key === "ArrowDown", link.classList.contains("peek") ? ".peek" : ".title");
  });

  // --- paragraphs to reuse go to the end of what is written already ---
  document.querySelectorAll("[data-insert]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    const field = document.getElementById(button.dataset.insert);
    field.value = (field.value.trim() ? field.value.trim() + "\n\n" : "") + button.dataset.text;
    field.focus();
  });
})();
