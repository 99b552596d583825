/* dcc's drop-downs keep an input that screen readers skip and the Tab key does not: it is for scripts alone. */
(() => {
  const HIDDEN = 'input.dash-dropdown-focus-target[aria-hidden="true"]:not([tabindex="-1"])';
  const mend = () => document.querySelectorAll(HIDDEN).forEach((input) => input.setAttribute("tabindex", "-1"));
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["tabindex"] });
})();
