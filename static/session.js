// Before a session ends its person is asked; what is typed is kept in the window until the person has signed in again.
(function () {
  "use strict";

  const TYPED = "portal.typed"; // what was typed, on which page, by whom
  const LED = "portal.led"; // the sign-in was on the way: the page is come back to, not come upon
  const KEPT_FOR = 12 * 3600 * 1000;
  const person = document.body.dataset.person || "";
  const here = () => window.location.pathname + window.location.search;
  const pathOf = (form) => new URL(form.getAttribute("action") || window.location.href, window.location.href).pathname;
  const ofTheAccount = (path) => path.startsWith("/account/") || path.startsWith("/i18n/");

  function read() {
    try {
      return JSON.parse(window.sessionStorage.getItem(TYPED) || "null");
    } catch (broken) {
      return null;
    }
  }

  function write(typed) {
    try {
      window.sessionStorage.setItem(TYPED, JSON.stringify(typed));
    } catch (full) {
      // A browser without storage, or without room: then the page works as it did without this script.
    }
  }

  function forget() {
    window.sessionStorage.removeItem(TYPED);
    window.sessionStorage.removeItem(LED);
  }

  // --- what is typed ---
  const SECRET = ["password", "file", "hidden", "submit", "button", "image", "reset"];

  function differs(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.tagName === "SELECT") return Array.from(control.options).some((one) => one.selected !== one.defaultSelected);
    return control.value !== control.defaultValue;
  }

  const controlsOf = (form) => Array.from(form.elements).filter((control) => control.name && !SECRET.includes(control.type));

  function valueOf(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked;
    if (control.tagName === "SELECT") return Array.from(control.selectedOptions).map((one) => one.value);
    return control.value;
  }

  // A control is known by its form, its name, and its place among those of that name.
  function placesOf(form) {
    const seen = {};
    return controlsOf(form).map((control) => {
      const key = control.name + (control.type === "radio" || control.type === "checkbox" ? "=" + control.value : "");
      seen[key] = (seen[key] || 0) + 1;
      return { key: key + "#" + seen[key], control: control };
    });
  }

  const formsHere = () => Array.from(document.forms).filter((form) => form.method === "post" && !ofTheAccount(pathOf(form)));

  function keep() {
    const values = {};
    formsHere().forEach((form, number) => {
      placesOf(form).forEach((place) => {
        if (differs(place.control)) values[number + ":" + place.key] = valueOf(place.control);
      });
    });
    if (person && Object.keys(values).length) write({ path: here(), person: person, values: values, at: Date.now() });
  }

  function putBack(control, value) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = value;
    else if (control.tagName === "SELECT") Array.from(control.options).forEach((one) => { one.selected = value.includes(one.value); });
    else control.value = value;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function restore(typed) {
    const left = Object.assign({}, typed.values);
    formsHere().forEach((form, number) => {
      placesOf(form).forEach((place) => {
        const key = number + ":" + place.key;
        if (!(key in left)) return;
        putBack(place.control, left[key]);
        delete left[key];
      });
    });
    tell(Object.values(left).filter((value) => typeof value === "string" && value.trim()));
  }

  function tell(lost) {
    const note = document.createElement("div");
    note.className = "note note-turn";
    note.setAttribute("role", "status");
    const words = document.createElement("div");
    const sentence = document.createElement("p");
    sentence.textContent = document.body.dataset.back;
    words.append(sentence);
    if (lost.length) {
      const text = document.createElement("p");
      text.className = "plain-text";
      text.textContent = document.body.dataset.lost + "\n" + lost.join("\n");
      words.append(text);
    }
    note.append(words);
    const place = document.getElementById("messages");
    if (place) place.append(note);
  }

  function comeBack() {
    const typed = read();
    if (!typed) return;
    if (Date.now() - typed.at > KEPT_FOR || (person && typed.person !== person)) { forget(); return; }
    if (!person) { window.sessionStorage.setItem(LED, "yes"); return; }
    if (ofTheAccount(window.location.pathname)) return;
    if (!window.sessionStorage.getItem(LED)) { forget(); return; }
    if (typed.path !== here()) return;
    forget();
    restore(typed);
  }

  // A page that is left or loaded anew may meet a session that is over, too.
  let isOut = false;
  window.addEventListener("pagehide", () => { if (!isOut) keep(); });

  // What is sent may meet a session that is over: it is kept until the next page shows that it was not.
  document.addEventListener("submit", (event) => {
    const path = pathOf(event.target);
    if (event.target.method !== "post") return;
    if (path === "/account/logout/") { forget(); isOut = true; }
    else if (!ofTheAccount(path)) keep();
  });

  // --- the end ---
  const dialog = document.getElementById("session-end");

  function leave() {
    keep();
    document.body.dataset.leaving = "yes";
    const back = window.location.pathname + window.location.search;
    window.location.assign((dialog ? dialog.dataset.signIn : "/account/login/") + "?next=" + encodeURIComponent(back));
  }

  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) leave();
  });

  function watch() {
    const minutes = dialog.querySelector("[data-minutes]");
    const stay = dialog.querySelector("[data-stay]");
    const again = dialog.querySelector("[data-again]");
    const close = dialog.querySelector("[data-close]");
    const warn = Number(dialog.dataset.warn);
    let idleEnds, wholeEnds, timer, before = null, isPutOff = false;

    const ends = () => Math.min(idleEnds, wholeEnds);
    const seconds = () => Math.round((ends() - Date.now()) / 1000);

    function set(left) {
      idleEnds = Date.now() + left.idle * 1000;
      wholeEnds = Date.now() + left.whole * 1000;
    }

    function wait() {
      window.clearTimeout(timer);
      const till = dialog.open || isPutOff ? Math.min(seconds(), 20) : seconds() - warn;
      timer = window.setTimeout(look, Math.max(till, 1) * 1000);
    }

    // Somebody may have gone on in another window: the portal knows.
    async function ask(method) {
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      const headers = { Accept: "application/json" };
      if (method === "POST") headers["X-CSRFToken"] = token ? token.value : "";
      try {
        const answer = await window.fetch(dialog.dataset.ask, { method: method, headers: headers, credentials: "same-origin" });
        if (answer.status === 401) { leave(); return false; }
        if (answer.ok) set(await answer.json());
      } catch (offline) {
        // No network: asked again at the next turn.
      }
      return true;
    }

    async function look() {
      if (seconds() <= warn && !(await ask("GET"))) return;
      if (seconds() > warn) hide();
      else if (!isPutOff) show();
      wait();
    }

    function show() {
      const whole = wholeEnds <= idleEnds;
      dialog.querySelector("[data-why=idle]").hidden = whole;
      dialog.querySelector("[data-why=whole]").hidden = !whole;
      stay.hidden = whole;
      again.hidden = close.hidden = !whole;
      minutes.textContent = String(Math.max(1, Math.ceil(seconds() / 60)));
      if (dialog.open) return;
      before = document.activeElement;
      dialog.showModal();
      (whole ? again : stay).focus();
    }

    function hide() {
      isPutOff = false;
      if (!dialog.open) return;
      dialog.close();
      if (before) before.focus();
    }

    stay.addEventListener("click", async () => { if (await ask("POST")) { hide(); wait(); } });
    again.addEventListener("click", async () => {
      keep();
      window.sessionStorage.setItem(LED, "yes");
      document.body.dataset.leaving = "yes";
      const form = document.querySelector("form[action='/account/logout/']");
      await window.fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      leave();
    });
    close.addEventListener("click", () => { hide(); isPutOff = true; wait(); });
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); (stay.hidden ? close : stay).click(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
    set({ idle: Number(dialog.dataset.idle), whole: Number(dialog.dataset.whole) });
    wait();
  }

  comeBack();
  if (dialog) watch();
})();
