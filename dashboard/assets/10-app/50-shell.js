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
  // Leaving a pop-up with the keyboard closes it.
  document.addEventListener("focusout", (event) => {
    const popup = event.target.closest("details.popup[open]");
    if (popup && event.relatedTarget && !popup.contains(event.relatedTarget)) popup.open = false;
  });
  window.matchMedia("(min-width: 992px)").addEventListener("change", () => menu(false));
})();
