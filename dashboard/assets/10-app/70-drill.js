/* Which mark was chosen: it narrows the page, or goes into the store `drill-query` and the server lists its records. */
(() => {
  const mark = (id, value) => {
    if (id.kind === "tile") return { kpi: "headline", measure: id.measure };
    const carried = value?.points?.[0]?.customdata;
    return typeof carried === "string" && carried ? JSON.parse(carried) : null;
  };

  function pick() {
    const { triggered, outputs_list: outputs } = window.dash_clientside.callback_context;
    const still = window.dash_clientside.no_update;
    const [chosen] = triggered.filter((trigger) => trigger.value);
    if (!chosen) return [still, outputs[1].map(() => still)];
    const filter = mark(JSON.parse(chosen.prop_id.slice(0, chosen.prop_id.lastIndexOf("."))), chosen.value);
    if (filter && window.crm.narrow?.(filter)) return [still, outputs[1].map(() => null)];
    // The moment makes choosing the same mark again a change; clearing the click does the same for the chart.
    return [filter ? { ...filter, at: Date.now() } : still, outputs[1].map(() => null)];
  }

  window.dash_clientside = { ...window.dash_clientside, crm: { ...window.dash_clientside?.crm, pick } };
})();
