/* The menu on small screens, and pop-ups that close as one expects. */
(() => {
  const find = (id) => document.getElementById(id);
  const isOpen = () => find("shell")?.classList.contains("nav-is-open");

  function menu(open) {
    if (Boolean(isOpen()) === open) return;
    find("shell")?.classList.toggle("nav-is-open", open);
    find("main-column")?.toggleAttribute("inert", open);
    find("nav-open")?.setAttribute("aria-expanded", String(open));
    (open ? find("nav-close") : find("nav-open"))?.focus();
  }

  function closePopups(except) {
    document.querySelectorAll("details.popup[open]").forEach((popup) => {
      if (popup !== except) popup.open = false;
    });
  }

  function escape() {
    const popup = document.querySelector("details.popup[open]");
    closePopups(null);
    popup?.querySelector("summary").focus();
    menu(false);
  }

  document.addEventListener("click", (event) => {
    const left = event.target.closest("button.menu-item[type=button]")?.closest("details.popup");
    left?.querySelector("summary").focus(); // to come back to from whatever it opens
    closePopups(left ? null : event.target.closest("details.popup"));
    if (event.target.closest("#nav-open")) menu(true);
    if (event.target.closest("#nav-close, #nav-backdrop, .side-link")) menu(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") escape();
  });
  // Leaving a pop-up with the keyboard closes it. A press on its words takes the focus out as well, and leaves it open.
  let pressed = null;
  document.addEventListener("pointerdown", (event) => (pressed = event.target.closest("details.popup")), true);
  document.addEventListener("keydown", () => (pressed = null), true);
  document.addEventListener("focusout", (event) => {
    const popup = event.target.closest("details.popup[open]");
    const left = popup && event.relatedTarget && !popup.contains(event.relatedTarget);
    if (left && popup !== pressed) setTimeout(() => (popup.open = false)); // while the focus moves nothing may vanish
  });
  window.matchMedia("(min-width: 992px)").addEventListener("change", () => menu(false));
})();
