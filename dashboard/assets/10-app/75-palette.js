/* The palette: opened by / or Ctrl K, steered by arrows and Enter; what is chosen is followed by other scripts. */
(() => {
  const find = (id) => document.getElementById(id);
  const box = () => find("palette");
  const words = () => find("palette-words");
  const isTyping = (element) => element.matches("input, textarea, select, [contenteditable='true']");
  const shown = () => [...box().querySelectorAll('[role="option"]')].filter((option) => !option.hidden && !option.closest(".palette-group[hidden]"));
  const marked = () => box().querySelector('[aria-selected="true"]');

  function open() {
    if (!box() || box().open) return;
    const given = { role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list" };
    Object.entries(given).forEach(([name, value]) => words().setAttribute(name, value));
    box().showModal();
    words().focus();
    words().select();
    narrow();
  }

  // A command stays while each word begins one of its words.
  function narrow() {
    const said = words().value.toLowerCase().split(/\s+/).filter(Boolean);
    box().querySelectorAll(".palette-commands").forEach((group) => {
      let left = 0;
      group.querySelectorAll('[role="option"]').forEach((option) => {
        const own = (option.dataset.words ?? option.textContent).toLowerCase().split(/\s+/);
        option.hidden = !said.every((word) => own.some((one) => one.startsWith(word)));
        left += option.hidden ? 0 : 1;
      });
      group.hidden = !left;
    });
    mark(shown()[0]);
  }

  function mark(option) {
    marked()?.setAttribute("aria-selected", "false");
    words().removeAttribute("aria-activedescendant");
    if (!option) return;
    option.id ||= `palette-option-${Math.random().toString(36).slice(2)}`;
    option.setAttribute("aria-selected", "true");
    words().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = shown();
    if (all.length) mark(all[(all.indexOf(marked()) + by + all.length) % all.length]);
  }

  const STEPS = { ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => marked()?.click() };

  document.addEventListener("keydown", (event) => {
    const asked = (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !isTyping(event.target));
    if (asked && box() && !event.altKey) {
      event.preventDefault();
      open();
    } else if (event.target.id === "palette-words" && STEPS[event.key] && !event.isComposing) {
      event.preventDefault();
      STEPS[event.key]();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.id === "palette-words") narrow();
  });

  // Before anybody else: the palette is out of the way when what was chosen opens, and the focus is where it was.
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest("#palette-open")) return open();
      const option = event.target.closest('#palette [role="option"]');
      if (option || event.target === box() || event.target.closest(".palette-close")) box().close();
      if (option?.dataset.press) document.querySelector(option.dataset.press)?.click();
    },
    true,
  );

  // Records come later than the commands: what was marked stays so; else the first of all is.
  new MutationObserver((changes) => {
    const isOurs = changes.some(({ target }) => target.id === "palette-found");
    if (isOurs && box()?.open && !marked()) mark(shown()[0]);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
