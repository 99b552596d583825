/* Toasts, and the banner for a lost connection or an ended sign-in. */
(() => {
  const ICONS = { info: "bi-info-circle", success: "bi-check-circle", warning: "bi-exclamation-triangle", danger: "bi-x-octagon" };
  const BANNERS = { offline: "bi-wifi-off", ended: "bi-box-arrow-right" };
  const STAY = 7000;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  function toast({ text, kind = "info" }) {
    const region = document.getElementById("toasts");
    if (!region || !text) return;
    const look = ICONS[kind] ? kind : "info";
    const close = element("button", { type: "button", class: "icon-button", "aria-label": "Dismiss" }, icon("bi-x-lg"));
    const note = element("div", { class: `toast-note toast-${look}` }, icon(ICONS[look]), element("p", {}, text), close);
    close.addEventListener("click", () => note.remove());
    region.append(note);
    leave(note);
  }

  // A note stays as long as somebody points at it or has the focus in it.
  function leave(note) {
    setTimeout(() => (note.matches(":hover, :focus-within") ? leave(note) : note.remove()), STAY);
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

  window.crm = { ...window.crm, toast, banner };
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
