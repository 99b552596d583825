/* Light, dark or as the system: kept in the cookie `theme`, followed by every open tab. */
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("crm-theme") : null;

  const chosen = () => (document.cookie.match(/(?:^|; )theme=(light|dark|auto)/) || [])[1] || "auto";

  function apply() {
    const choice = chosen();
    const mode = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
    press(choice);
    if (root.dataset.bsTheme === mode) return;
    root.dataset.bsTheme = mode;
    window.dispatchEvent(new CustomEvent("crm:theme"));
  }

  function press(choice) {
    const buttons = document.querySelectorAll(".theme-choice");
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.theme === choice)));
    return buttons.length > 0;
  }

  function choose(choice) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${choice}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    apply();
    if (tabs) tabs.postMessage("changed");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".theme-choice");
    if (button) choose(button.dataset.theme);
  });
  system.addEventListener("change", apply);
  if (tabs) tabs.onmessage = apply;
  apply();

  // The switch is drawn after this script has run.
  const drawn = new MutationObserver(() => press(chosen()) && drawn.disconnect());
  if (!press(chosen())) drawn.observe(root, { childList: true, subtree: true });
})();
