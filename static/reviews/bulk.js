// Ticked cases of the queue: how many, and all of the page at once. Ticking and acting work without it.
(function () {
  "use strict";

  const form = document.getElementById("bulk-form");
  if (!form) return;
  const boxes = () => Array.from(document.querySelectorAll("[data-tick]"));
  const all = form.querySelector("[data-tick-all]");
  const told = form.querySelector("[data-ticked]");

  function count() {
    told.querySelector("[aria-live]").textContent = boxes().filter((box) => box.checked).length;
  }
  all.hidden = told.hidden = false;
  all.addEventListener("click", () => {
    const tick = boxes().some((box) => !box.checked);
    boxes().forEach((box) => { box.checked = tick; });
    count();
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-tick]")) count(); });
  window.addEventListener("pageshow", count); // a browser that comes back ticks again what was ticked
})();
