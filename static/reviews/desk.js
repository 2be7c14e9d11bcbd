// What the desk adds to portal.js: which case is chosen, and paragraphs to reuse. Every page works without it.
(function () {
  "use strict";

  // --- the chosen case beside the queue ---
  document.addEventListener("htmx:afterRequest", (event) => {
    const link = event.target.closest(".peek");
    if (!link || !event.detail.successful) return;
    document.querySelectorAll("[data-queue] tr[aria-selected]").forEach((row) => row.removeAttribute("aria-selected"));
    link.closest("tr").setAttribute("aria-selected", "true");
    document.getElementById("chosen").classList.add("asked");
  });

  // Up and down go from case to case while the focus is on one.
  document.addEventListener("keydown", (event) => {
    const link = event.target.closest && event.target.closest("[data-queue] .peek, [data-queue] .title");
    if (!link || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const row = link.closest("tr");
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    if (!next) return;
    event.preventDefault();
    next.querySelector(link.classList.contains("peek") ? ".peek" : ".title").focus();
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
