/* Lists of records: what is remembered of them, what is chosen in them, and values changed in place. */
(() => {
  const still = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const held = (id) => window.dash_component_api.getLayout(id)?.props ?? {};
  const part = (name, entity) => ({ entity, kind: `records-${name}` });
  const api = (entity) => window.dash_ag_grid.getApiAsync(part("grid", entity));
  const box = (element) => element.closest(".records");
  let asks = null; // whose chosen records the open dialogue is about
  let leaves = null; // whose were told to be deleted
  const known = new Map(); // by entity: what its list holds beside what Dash knows

  // ---- cells
  const make = (...given) => window.React.createElement(...given);
  const icon = (name) => make("i", { className: `bi ${name}`, "aria-hidden": true });

  function RecordOpen({ value, valueFormatted, data, entity, page }) {
    if (!data) return null;
    const words = valueFormatted ?? value ?? "–";
    const shared = { className: "record-open", tabIndex: -1 };
    if (!page) return make("button", { ...shared, type: "button", "data-open-entity": entity, "data-open-id": data.id }, words);
    return make("a", { ...shared, href: `${page}/${encodeURIComponent(data.id)}`, "data-go": "" }, words);
  }

  function FlagMark({ value }) {
    if (value === null || value === undefined) return null;
    return make("span", { className: value ? "flag flag-yes" : "flag" }, icon(value ? "bi-check-lg" : "bi-dash"), value ? "Yes" : "No");
  }

  /* A filter for words out of a list; AG Grid's own belongs to its enterprise edition. */
  function ChoiceFilter({ model, onModelChange, choices }) {
    window.dash_ag_grid.useGridFilter({ doesFilterPass: () => true });
    const on = model?.values ?? [];
    const change = (value, is) => {
      const values = choices.map((one) => one.value).filter((one) => (one === value ? is : on.includes(one)));
      onModelChange(values.length ? { filterType: "set", values } : null);
    };
    const boxes = choices.map(({ value, label }) =>
      make("label", { key: String(value), className: "form-check" },
        make("input", { type: "checkbox", className: "form-check-input", checked: on.includes(value), onChange: (event) => change(value, event.target.checked) }),
        make("span", { className: "form-check-label" }, label)));
    const reset = make("button", { type: "button", className: "ag-standard-button", onClick: () => onModelChange(null) }, "Reset");
    return make("div", { className: "choice-filter" }, ...boxes, reset);
  }

  /* The cell that opens its record keeps Enter and letters for that; F2 changes it, Space chooses the row. */
  const crmLeads = ({ event, editing }) => !editing && (event.key === "Enter" || (event.key.length === 1 && event.key !== " "));
  const crmFlag = (value) => (value === true ? "Yes" : value === false ? "No" : "");
  const crmList = (value) => (Array.isArray(value) ? value.join(", ").replaceAll("_", " ") : value ?? "");

  // ---- a list and its script meet
  async function meetList(id, told) {
    const grid = await window.dash_ag_grid.getApiAsync(id);
    const entity = id.entity;
    const mine = { grid, entity, told, place: location.pathname, every: false, queue: Promise.resolve(), answered: null, state: JSON.stringify(stateOf(grid)) };
    known.set(entity, mine);
    grid.addEventListener("stateUpdated", () => later(mine));
    grid.addEventListener("filterChanged", () => choose(mine, false));
    grid.addEventListener("selectionChanged", () => showChosen(mine));
    grid.addEventListener("cellEditingStopped", () => setTimeout(() => mine.isStale && readAgain(mine)));
    grid.addEventListener("cellValueChanged", (event) => changed(mine, event));
    if (told.asked !== null) showAddress(mine);
    return still();
  }

  // ---- remembered: columns, order and filters; the address of an entity's own list says the latter two
  function stateOf(grid) {
    const { columnOrder, columnVisibility, columnSizing } = grid.getState();
    // A column that fills what is left has a width of the moment.
    const sizes = columnSizing?.columnSizingModel.map(({ colId, width, flex }) => (flex ? { colId, flex } : { colId, width }));
    const state = { sort: { sortModel: sorted(grid) }, filter: { filterModel: grid.getFilterModel() } };
    if (columnOrder) state.columnOrder = { orderedColIds: columnOrder.orderedColIds };
    if (sizes) state.columnSizing = { columnSizingModel: sizes };
    state.columnVisibility = { hiddenColIds: columnVisibility?.hiddenColIds ?? [] };
    return state;
  }

  function later(mine) {
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => remember(mine), 700);
  }

  function remember(mine) {
    if (mine.grid.isDestroyed()) return;
    const state = stateOf(mine.grid);
    const said = JSON.stringify(state);
    if (mine.forgets || said !== mine.state) set(part("kept", mine.entity), { data: mine.forgets ? {} : state });
    Object.assign(mine, { state: said, forgets: false });
    if (mine.told.asked !== null) showAddress(mine);
  }

  function showAddress(mine) {
    if (location.pathname !== mine.place) return; // the reader is on the way to another page
    const wanted = new URLSearchParams(location.search);
    const filter = mine.grid.getFilterModel();
    const words = held(part("words", mine.entity)).value;
    const sort = sorted(mine.grid);
    const said = { filter: Object.keys(filter).length && JSON.stringify(filter), words, sort: sort.length && JSON.stringify(sort) };
    Object.entries(said).forEach(([name, value]) => (value ? wanted.set(name, value) : wanted.delete(name)));
    const query = wanted.size ? `?${wanted}` : "";
    if (query !== location.search) history.replaceState(history.state, "", location.pathname + query);
  }

  function sorted(grid) {
    const columns = grid.getColumnState().filter((column) => column.sort);
    return columns.sort((one, other) => one.sortIndex - other.sortIndex).map(({ colId, sort }) => ({ colId, sort }));
  }

  // ---- read again
  async function narrow(words, id) {
    const mine = known.get(id.entity);
    if (!mine || mine.words === (words ?? "")) return still();
    mine.words = words ?? "";
    mine.grid.purgeInfiniteCache();
    choose(mine, false);
    if (mine.told.asked !== null) showAddress(mine);
    return still();
  }

  function refresh(_changed, ids) {
    ids.forEach(({ entity }) => known.has(entity) && readAgain(known.get(entity)));
    if (leaves && !leaves.grid.isDestroyed()) choose(leaves, false); // what was deleted is no longer chosen
    leaves = null;
    return still();
  }

  /* Not while somebody types into a cell: the rows would come in under their hands. */
  function readAgain(mine) {
    if (mine.grid.isDestroyed()) return;
    mine.isStale = mine.grid.getEditingCells().length > 0;
    if (mine.isStale) return;
    if (mine.grid.getDisplayedRowCount()) mine.grid.refreshInfiniteCache();
    else mine.grid.purgeInfiniteCache();
  }

  function showColumns(shown, id) {
    const grid = known.get(id.entity)?.grid;
    const optional = held(part("columns", id.entity)).options ?? [];
    optional.forEach(({ value }) => grid?.setColumnsVisible([value], shown.includes(value)));
    return still();
  }

  /* Rows are shown before they are counted; where they cannot be, their end shows as one comes to it. */
  function knowTotal(told, id) {
    const mine = known.get(id.entity);
    if (!told || !mine || mine.grid.isDestroyed() || told.at !== latest(mine)?.at) return still();
    mine.counted = told.at;
    mine.grid.setRowCount(told.total, true);
    showChosen(mine, mine.every);
    return still();
  }

  const latest = (mine) => held(part("uncounted", mine.entity)).data;
  const isCounted = (mine) => !latest(mine) || latest(mine).at === mine.counted;

  function reset(mine) {
    mine.grid.resetColumnState();
    mine.grid.setFilterModel(atFirst(mine.entity));
    set(part("words", mine.entity), { value: "" });
    const shown = mine.grid.getColumnState().filter((column) => !column.hide).map((column) => column.colId);
    set(part("columns", mine.entity), { value: shown });
    mine.grid.purgeInfiniteCache();
    mine.forgets = true;
    later(mine);
  }

  const atFirst = (entity) => JSON.parse(document.querySelector(`.records[data-entity="${entity}"]`).dataset.atFirst);

  function clear(mine, column) {
    if (column) mine.grid.setColumnFilterModel(column, null).then(() => mine.grid.onFilterChanged());
    else mine.grid.setFilterModel(null);
    if (!column) set(part("words", mine.entity), { value: "" });
  }

  // ---- chosen rows
  function choose(mine, every) {
    mine.every = every;
    if (every) mine.grid.forEachNode((node) => node.data && node.setSelected(true, false, "api"));
    else mine.grid.deselectAll();
    showChosen(mine, every);
  }

  function showChosen(mine, every = false) {
    if (!every && mine.every && mine.settling) return;
    const { grid, entity } = mine;
    mine.settling = every;
    if (every) setTimeout(() => (mine.settling = false), 50);
    mine.every = every;
    const count = every ? grid.getDisplayedRowCount() : grid.getSelectedNodes().length;
    const words = every ? `All ${count.toLocaleString("en-GB")} that match are chosen` : `${count.toLocaleString("en-GB")} chosen`;
    if (!document.getElementById(JSON.stringify(part("bulk-bar", entity)))) return;
    set(part("chosen", entity), { children: words });
    set(part("bulk-bar", entity), { hidden: count === 0 });
    set(part("every", entity), { hidden: every || !isCounted(mine) });
  }

  function openBulk(mine, act) {
    const { grid, every, entity } = mine;
    const ids = every ? [] : grid.getSelectedNodes().map((node) => node.id);
    const count = every ? grid.getDisplayedRowCount() : ids.length;
    const words = held(part("words", entity)).value ?? "";
    const data = { entity, act, ids, every, count, words, within: mine.told.within, filterModel: grid.getFilterModel(), sortModel: [], at: Date.now() };
    asks = mine;
    leaves = null;
    set("bulk-open", { data });
  }

  // ---- in place: one change after the other, each with the version that the one before has made
  function changed(mine, event) {
    if (event.source === "api" || event.oldValue === event.newValue || (!event.oldValue && event.newValue === "")) return;
    const { data, column, newValue, oldValue } = event;
    mine.queue = mine.queue.then(() => send(mine, { data, field: column.getColId(), newValue, oldValue }));
  }

  /* By the record, not by its row: a list that is read again puts other records into the same rows. */
  async function send(mine, { data, field, newValue, oldValue }) {
    const value = newValue === undefined || newValue === "" ? null : newValue;
    let said = null;
    for (let left = TRIES; left && !said && !mine.grid.isDestroyed(); left -= 1) {
      if (left < TRIES) await after(PAUSE);
      said = await ask(mine, { id: data.id, version: data.version, field, value, at: Date.now() });
    }
    if (!said) window.crm.toast({ kind: "danger", text: `“${newValue ?? ""}” could not be saved: the server does not answer. The old value is back.` });
    if (mine.grid.isDestroyed()) return;
    const row = mine.grid.getRowNode(data.id);
    if (said && !said.refused) [data, row?.data].forEach((known) => known && (known.version = Math.max(known.version, said.version)));
    else {
      if (!said) window.crm.toast({ kind: "warning", text: "There was no answer, so what you changed may not be saved. The list shows what is." });
      row?.setDataValue(field, oldValue, "api");
      readAgain(mine);
    }
  }

  /* A server that is away for a moment is asked again: the version sees to it that nothing is written twice. */
  const [TRIES, PAUSE, PATIENCE] = [10, 2000, 15000];
  const after = (wait) => new Promise((resolve) => setTimeout(resolve, wait, null));
  function ask(mine, data) {
    const answer = new Promise((resolve) => (mine.answered = resolve));
    set(part("edit", mine.entity), { data });
    return Promise.race([answer, after(PATIENCE)]).then((said) => {
      mine.answered = null; // an answer that comes later is not one to the next change
      return said?.again ? null : said;
    });
  }

  window.addEventListener("crm-lost", ({ detail: { body, again } }) => {
    if (!body.includes('records-edit')) return;
    known.forEach((mine) => body.includes(`"entity":"${mine.entity}"`) && mine.answered?.(again ? null : { refused: true }));
  });

  function settle(answer, id) {
    if (answer) known.get(id.entity)?.answered?.(answer);
    return still();
  }

  /* Records that are gone cannot be chosen any more. */
  function leaveChosen(removed) {
    const mine = removed && known.get(removed.entity);
    if (mine) choose(mine, false);
    if (mine) giveFocus(mine, 8);
    return still();
  }

  /* The button that was pressed goes with what was chosen: the focus comes to the list, as often as it is drawn anew. */
  function giveFocus(mine, times) {
    if (mine.grid.isDestroyed()) return;
    const lost = !document.querySelector(".modal.show") && [document.body, null].includes(document.activeElement);
    const [first] = mine.grid.getAllDisplayedColumns();
    if (lost && mine.grid.getDisplayedRowAtIndex(0)) mine.grid.setFocusedCell(0, first);
    else if (lost) mine.grid.setFocusedHeader(first);
    if (times) setTimeout(() => giveFocus(mine, times - 1), 250);
  }

  // ---- what is pressed around a list
  function follow(mine, link) {
    const { grid, entity, told } = mine;
    const said = { words: held(part("words", entity)).value || null, filters: grid.getFilterModel(), sort: sorted(grid), within: told.within };
    const query = new URLSearchParams();
    Object.entries(said).forEach(([name, value]) => {
      if (value && Object.keys(value).length) query.set(name, typeof value === "string" ? value : JSON.stringify(value));
    });
    link.href = `/export/${entity}.${link.dataset.format}?${query}`;
  }

  const PRESSED = {
    ".records-clear": (mine) => clear(mine),
    ".records-retry": (mine) => mine.grid.purgeInfiniteCache(),
    ".records-reset": (mine) => reset(mine),
    ".records-all": (mine) => choose(mine, true),
    ".records-none": (mine) => choose(mine, false) ?? giveFocus(mine, 2),
    ".records-bulk": (mine, button) => openBulk(mine, button.dataset.act),
    ".records-export": (mine, link) => follow(mine, link),
    "[data-clears]": (mine, chip) => clear(mine, chip.dataset.clears),
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("#bulk-remove")) leaves = asks;
    const inside = event.target.closest(".records");
    const mine = inside && known.get(inside.dataset.entity);
    const link = event.target.closest("a[data-go]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      window.crm.go(link.getAttribute("href"));
    }
    if (!mine) return;
    Object.entries(PRESSED).forEach(([selector, act]) => {
      const pressed = event.target.closest(selector);
      if (pressed) act(mine, pressed);
    });
  });

  window.dashAgGridFunctions = { ...window.dashAgGridFunctions, crmFlag, crmLeads, crmList };
  window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, RecordOpen, FlagMark, ChoiceFilter };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, meetList, narrow, refresh, knowTotal, showColumns, settle, leaveChosen },
  };
})();
