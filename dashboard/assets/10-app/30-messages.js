/* Toasts, and the banner for a lost connection or an ended sign-in. */
(() => {
  const ICONS = { info: "bi-info-circle", success: "bi-check-circle", warning: "bi-exclamation-triangle", danger: "bi-x-octagon" };
  const BANNERS = { offline: "bi-wifi-off", ended: "bi-box-arrow-right" };
  const STAY = 7000;
  const MOST = 3; // of what went well; a warning stays for as long as it takes to be read
  const STAY_TO_UNDO = 10000;

  /* Also for other scripts: an attribute that is nothing or false is left out, and so is a child that is nothing. */
  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    });
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  function toast({ text, kind = "info", undo = "" }) {
    const region = document.getElementById("toasts");
    if (!region || !text) return;
    const look = ICONS[kind] ? kind : "info";
    const close = element("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("bi-x-lg"));
    const back = undo ? [takesBack(undo)] : [];
    const note = element("div", { class: `toast-note toast-${look}` }, icon(ICONS[look]), element("p", {}, text), ...back, close);
    note.addEventListener("click", (event) => event.target.closest("button") && note.remove());
    const isSame = (old) => !undo && !old.querySelector(".toast-undo") && old.querySelector("p").textContent === text;
    [...region.querySelectorAll(".toast-note")].filter(isSame).forEach((old) => old.remove()); // said again, not twice
    region.append(note);
    [...region.querySelectorAll(".toast-success")].slice(0, -MOST).forEach((old) => old.remove());
    leave(note, undo ? STAY_TO_UNDO : STAY);
  }

  function takesBack(changeSet) {
    const press = element("button", { type: "button", class: "toast-undo", "aria-keyshortcuts": "Control+Z" }, "Undo");
    press.addEventListener("click", () => undo(changeSet));
    return press;
  }

  function undo(changeSet) {
    window.dash_clientside.set_props("undo-wanted", { data: { id: changeSet, at: Date.now() } });
  }

  /* Ctrl+Z presses the newest Undo that is still to be seen: what no message offers any more is not taken back. */
  const TYPED_IN = "input, textarea, select, [contenteditable=true], .ag-cell-inline-editing, .modal.show *";
  document.addEventListener("keydown", (event) => {
    const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z";
    const offered = [...document.querySelectorAll("#toasts .toast-undo")].pop();
    if (!asked || !offered || event.target.closest(TYPED_IN)) return;
    event.preventDefault();
    offered.click();
  });

  // A list of changes has a button for each.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-undo]");
    if (!button || button.disabled) return;
    button.disabled = true; // the answer draws it anew; where there is none it can be pressed again
    setTimeout(() => (button.disabled = false), 5000);
    undo(button.dataset.undo);
  });

  // A note stays as long as somebody points at it or has the focus in it.
  function leave(note, stay) {
    setTimeout(() => (note.matches(":hover, :focus-within") ? leave(note, stay) : note.remove()), stay);
  }

  const icon = (name) => element("i", { class: `bi ${name}`, "aria-hidden": "true" });

  let shown = "";
  function banner(reason, text) {
    const place = document.getElementById("banner");
    if (!place || shown === "ended") return;
    shown = reason;
    place.hidden = !reason;
    place.replaceChildren(...(reason ? [icon(BANNERS[reason]), text] : []));
  }

  window.addEventListener("offline", () => banner("offline", "No connection. The page shows what was last read."));
  window.addEventListener("online", () => banner("", ""));

  window.crm = { ...window.crm, toast, banner, element, icon };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: {
      ...window.dash_clientside?.crm,
      toast: (message) => {
        if (message) toast(message);
        return window.dash_clientside.no_update;
      },
    },
  };
})();
