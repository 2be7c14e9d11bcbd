// Saving as one types and pressing a button must not race: the button waits until a running save has been answered,
// else its version number would be old and the page would be refused as stale.
(function () {
  "use strict";
  let running = 0;
  let waiting = null;

  const ours = (event) => event.target.id === "section-form";

  document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) running += 1; });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!ours(event)) return;
    running = Math.max(0, running - 1);
    if (running > 0 || !waiting) return;
    const button = waiting;
    waiting = null;
    window.setTimeout(() => event.target.requestSubmit(button), 0);
  });

  document.addEventListener("submit", (event) => {
    if (!ours(event) || running === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
  }, true);
})();
