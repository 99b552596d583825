/* A process's page asks every few seconds, while somebody looks at it, whether anybody has changed the process. */
(() => {
  const EVERY = 4000;

  setInterval(() => {
    if (document.visibilityState !== "visible" || !document.querySelector(".process-page #process-head h1")) return;
    if (window.crm.tasks?.isBusy()) return;
    window.dash_clientside.set_props("process-tick", { data: Date.now() });
  }, EVERY);
})();
