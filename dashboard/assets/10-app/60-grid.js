/* How cells of a grid are written, and what can be pressed in them. */
(() => {
  const DATE = { day: "2-digit", month: "short", year: "numeric" };
  const TIME = { ...DATE, hour: "2-digit", minute: "2-digit" };
  const plain = new Intl.DateTimeFormat("en-GB", { ...DATE, timeZone: "UTC" }); // a date has no zone to be moved to
  const utc = new Intl.DateTimeFormat("en-GB", { ...TIME, second: "2-digit", timeZone: "UTC" });

  // The reader's own zone, or that of their device.
  let timed = null;
  function local(moment) {
    const timeZone = document.getElementById("shell")?.dataset.zone || undefined;
    timed ??= new Intl.DateTimeFormat("en-GB", { ...TIME, timeZone });
    return timed.format(moment);
  }

  function crmDate(value) {
    if (!value) return "";
    const moment = new Date(value);
    if (Number.isNaN(moment.getTime())) return String(value);
    return String(value).length > 10 ? local(moment) : plain.format(moment);
  }

  const crmUtc = (value) => (value ? `${utc.format(new Date(value))} UTC` : "");

  function crmNumber(value, digits) {
    if (value === null || value === undefined || value === "") return "";
    return Number(value).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  const make = (...given) => window.React.createElement(...given);
  const icon = (name) => make("i", { className: `bi ${name}`, "aria-hidden": true });

  function StatusTag({ value, looks }) {
    if (!value) return null;
    const look = looks[value] ?? { tone: "quiet", icon: "bi-circle" };
    return make("span", { className: `tag tag-${look.tone}` }, icon(look.icon), value);
  }

  function RowOpen({ value, valueFormatted, data, setData }) {
    if (!data) return null;
    const open = () => setData({ open: data.id, at: Date.now() });
    return make("button", { type: "button", className: "row-open", tabIndex: -1, onClick: open }, valueFormatted ?? value ?? "–");
  }

  function RowAction({ data, name, label, icon: look, setData }) {
    if (!data || data.fixed) return null;
    const press = () => setData({ action: name, id: data.id, user: data.user_id, at: Date.now() });
    return make("button", { type: "button", className: "row-action", tabIndex: -1, onClick: press }, icon(look), label);
  }

  function RecordHistory({ data, table }) {
    if (!data) return null;
    const href = `/admin/audit?${new URLSearchParams({ resource_type: table, resource_id: data.id })}`;
    const label = "What was changed in this record";
    return make("a", { href, className: "icon-button", tabIndex: -1, title: label, "aria-label": label }, icon("bi-clock-history"));
  }

  // A grid moves its focus from cell to cell: Enter presses the button in the cell, a click anywhere opens the row.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".ag-cell")) event.target.querySelector("button, a")?.click();
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest(".ag-row");
    const taken = event.target.closest("button, a, input") || !window.getSelection().isCollapsed;
    if (row && !taken) row.querySelector(".row-open")?.click();
  });

  // Rows are read again when something changed, and from the top when something else is looked for.
  async function reread(...given) {
    const grid = given.at(-1);
    const api = await window.dash_ag_grid.getApiAsync(grid);
    api.purgeInfiniteCache();
    return window.dash_clientside.no_update;
  }

  // A grid is no taller than its rows. While they are read again it stays as it is; a whole block of them fills it.
  const BLOCK = 100;
  function crmFit({ api }) {
    if (api.isDestroyed() || (!api.isLastRowIndexKnown() && api.getDisplayedRowCount() < BLOCK)) return;
    const box = document.querySelector(`[grid-id="${api.getGridId()}"]`)?.closest(".page-grid, .inner-grid");
    box?.style.setProperty("--rows", api.getDisplayedRowCount());
  }

  const written = new MutationObserver(() => {
    document.querySelectorAll("time.moment:not([data-local])").forEach((time) => {
      time.dataset.local = "yes";
      time.textContent = local(new Date(time.dateTime));
    });
  });
  written.observe(document.documentElement, { childList: true, subtree: true });

  window.dashAgGridFunctions = { ...window.dashAgGridFunctions, crmDate, crmFit, crmNumber, crmUtc };
  window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, StatusTag, RowOpen, RowAction, RecordHistory };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, reread },
  };
})();
