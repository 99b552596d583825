/* Pages of figures follow what others change: while somebody looks, a number is asked for that grows with each change. */
(() => {
  const EVERY = 4000;
  const PAGES = "#overview-content, #answer-content";
  const BUSY = "#drill.show, main details[open], main .graph :focus, main [data-view=table]";
  let seen = null;

  setInterval(async () => {
    if (document.visibilityState !== "visible" || !document.querySelector(PAGES)) return (seen = null);
    if (document.querySelector(BUSY)) return null; // what somebody is reading is not drawn anew under their eyes
    const answer = await fetch("/figures-version").catch(() => null);
    if (!answer?.ok) return null;
    const { version } = await answer.json();
    if (seen !== null && version !== seen && document.querySelector(PAGES)) {
      window.dash_clientside.set_props("figures-changed", { data: { at: Date.now() / 1000 } });
    }
    seen = version;
    return null;
  }, EVERY);
})();
