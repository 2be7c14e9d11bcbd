// The little that pages need beyond HTML. Every page works without it; see each part for what it adds.
(function () {
  "use strict";

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  // --- the error summary takes the focus, so that a screen reader begins there ---
  function focusSummary(root) {
    const summary = (root || document).querySelector("[data-summary]");
    if (summary) summary.focus();
  }

  // --- buttons that do nothing without this script stay hidden until it runs ---
  function showTools(root) {
    all("[data-print][hidden], [data-copy][hidden]", root).forEach((button) => { button.hidden = false; });
    if (window.PublicKeyCredential) all("[data-passkey][hidden]", root).forEach((button) => { button.hidden = false; });
  }

  async function copy(button) {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy || window.location.href);
    } catch (refused) {
      // A browser may refuse the clipboard: then the link is shown, to be copied by hand.
      window.prompt(words, button.dataset.copy || window.location.href);
      return;
    }
    button.textContent = button.dataset.done || words;
    window.setTimeout(() => { button.textContent = words; }, 2000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    else copy(button);
  });

  // --- passkeys: what the browser refused is said on the page, by allauth's script to us and by us to the reader ---
  document.addEventListener("allauth.error", (event) => {
    const place = document.querySelector("[data-passkey-failed]");
    if (!place) return;
    event.preventDefault();
    place.hidden = false;
    place.focus();
  });

  // --- saving as one types: what is said, and the warning before leaving ---
  let running = 0;
  let failed = false;

  function tell(state) {
    all("[data-saved]").forEach((place) => {
      const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
      place.textContent = { saving: place.dataset.saving, done: "✓ " + place.dataset.done + " " + time, failed: "! " + place.dataset.failed, stale: "! " + place.dataset.stale }[state];
      place.classList.toggle("saved-failed", state === "failed" || state === "stale");
    });
  }

  // What a page tells on its own (that it is open) is no saving: such elements are marked data-quiet.
  const saves = (event) => event.detail.requestConfig && event.detail.requestConfig.verb !== "get" && !event.target.closest("[data-quiet]");

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!saves(event)) return;
    running += 1;
    tell("saving");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (!saves(event)) return;
    running = Math.max(0, running - 1);
    failed = !event.detail.successful;
    // There is something to choose only where the answer holds both versions: a 409 can also be a plain refusal.
    const stale = event.detail.xhr && event.detail.xhr.status === 409 && event.detail.xhr.responseText.includes("data-choose");
    tell(stale ? "stale" : failed ? "failed" : "done");
  });

  document.addEventListener("htmx:afterSwap", (event) => showTools(event.target));

  window.addEventListener("beforeunload", (event) => {
    if ("leaving" in document.body.dataset) return; // session.js keeps what is typed, and leads to the sign-in
    if (running > 0 || failed) event.preventDefault();
  });

  // --- a step that cannot be taken back asks once, in words that name the thing ---
  function ask(form, button) {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const words = document.createElement("p");
    words.id = "ask-words";
    words.textContent = form.dataset.confirm || document.body.dataset.sure;
    dialog.setAttribute("aria-labelledby", words.id);
    const yes = document.createElement("button");
    yes.type = "button";
    yes.className = "btn btn-main";
    yes.textContent = form.dataset.confirmYes || (button && button.textContent.trim()) || "OK";
    const no = document.createElement("button");
    no.type = "button";
    no.className = "btn btn-plain";
    no.textContent = document.body.dataset.cancel;
    const row = document.createElement("div");
    row.className = "d-flex flex-wrap gap-2";
    row.append(yes, no);
    dialog.append(words, row);
    yes.addEventListener("click", () => {
      dialog.close();
      form.dataset.confirmed = "yes";
      form.requestSubmit(button || undefined);
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); if (button) button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  }

  // --- files: how far they have come ---
  const here = () => window.location.pathname + window.location.search;
  let shown = here();

  function arrived(form, request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.getElementById("main");
    if (request.status >= 500 || !main) { notArrived(form); return; }
    // The answer is shown as it came: fetching the page once more would lose its messages.
    document.getElementById("main").replaceWith(main);
    document.title = page.title;
    window.history.pushState({}, "", request.responseURL);
    shown = here();
    if (window.htmx) window.htmx.process(main);
    begin(main);
    if (!main.querySelector("[data-summary]")) main.focus();
  }

  function notArrived(form) {
    all("[data-upload-progress]", form).forEach((place) => { place.hidden = true; });
    all("[data-upload-failed]", form).forEach((place) => { place.hidden = false; });
    all("button", form).forEach((button) => { button.disabled = false; });
  }

  function upload(form, button) {
    const body = new FormData(form, button || undefined);
    const request = new XMLHttpRequest();
    const bar = form.querySelector("progress");
    const percent = form.querySelector("[data-upload-percent]");
    all("[data-upload-failed]", form).forEach((place) => { place.hidden = true; });
    all("[data-upload-progress]", form).forEach((place) => { place.hidden = false; });
    all("button", form).forEach((one) => { one.disabled = true; });
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const share = Math.round((100 * event.loaded) / event.total);
      if (bar) bar.value = share;
      if (percent) percent.textContent = share + " %";
    });
    request.addEventListener("load", () => arrived(form, request));
    request.addEventListener("error", () => notArrived(form));
    request.open("POST", (button && button.getAttribute("formaction")) || form.getAttribute("action") || window.location.href);
    request.send(body);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A button that only shows something, such as the letter before it is sent, needs no question.
    const asks = "confirm" in form.dataset && !(event.submitter && "asksNothing" in event.submitter.dataset);
    if (asks && form.dataset.confirmed !== "yes") {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form, event.submitter);
      return;
    }
    delete form.dataset.confirmed;
    if ("upload" in form.dataset) {
      event.preventDefault();
      upload(form, event.submitter);
      return;
    }
    if ((form.getAttribute("method") || "").toLowerCase() === "post") { running = 0; failed = false; }
  }, true);

  // After an upload the page stands without having been loaded anew: going back must load what the address says.
  // A link inside the page (#…) comes by here too, and must not reload what somebody is typing in.
  window.addEventListener("popstate", () => { if (here() !== shown) window.location.reload(); });

  // A form that waited for its sender to prove who it is goes on by itself; without this script by its button.
  function sendOn(root) {
    all("form[data-at-once]", root).forEach((form) => form.requestSubmit());
  }

  function begin(root) {
    showTools(root);
    focusSummary(root);
    sendOn(root);
  }

  begin(document);
})();
