/* A button anywhere on a page opens the history of the record it names. */
(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-history-entity]");
    if (!button) return;
    const { historyEntity: entity, historyId: id } = button.dataset;
    window.dash_clientside.set_props("history-open", { data: { entity, id, at: Date.now() } });
  });
})();
