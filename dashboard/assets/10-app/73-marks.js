/* Charts by keyboard: arrow keys walk the marks of a focused chart, Enter does what a click does, L lists the records. */
(() => {
  const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
  const places = new WeakMap(); // by graph: where its reader has come to

  const chart = (element) => (element?.matches?.(".chart[tabindex]") ? element : null);
  const graphOf = (box) => box.querySelector(".js-plotly-plot");

  /* The marks as rows and columns: as they stand for one who looks at them. */
  function table(graph) {
    const traces = (graph.data ?? []).map((trace, curve) => ({ trace, curve })).filter(({ trace }) => Array.isArray(trace.customdata) && trace.visible !== false);
    const [first] = traces;
    if (!first) return [];
    if (Array.isArray(first.trace.customdata[0])) return cells(first);
    const longest = Math.max(...traces.map(({ trace }) => trace.customdata.length));
    const points = Array.from({ length: longest }, (_, point) => traces.map((one) => found(one, point)).filter(Boolean));
    if (first.trace.orientation === "h") return points.filter((row) => row.length);
    return traces.map((one) => points.map((_, point) => found(one, point)).filter(Boolean)).filter((row) => row.length);
  }

  function cells({ trace, curve }) {
    const rows = trace.customdata.map((line, row) => line.map((custom, column) => ({ curve, point: [row, column], custom, words: trace.hovertext?.[row]?.[column] })));
    return rows.map((row) => row.filter(({ custom }) => custom)).filter((row) => row.length);
  }

  function found({ trace, curve }, point) {
    const custom = trace.customdata[point];
    const words = Array.isArray(trace.hovertext) ? trace.hovertext[point] : trace.text?.[point];
    return custom ? { curve, point, custom, words } : null;
  }

  /* One row of marks, or one column, is walked by any arrow. */
  function step(graph, [down, right]) {
    const rows = table(graph);
    if (!rows.length) return null;
    const at = places.get(graph);
    if (!at) return put(graph, rows, 0, 0);
    const isLine = rows.length === 1 || rows.every((row) => row.length === 1);
    const [by, along] = isLine ? (rows.length === 1 ? [0, down + right] : [down + right, 0]) : [down, right];
    const row = within(at.row + by, rows.length);
    return put(graph, rows, row, within(at.column + along, rows[row].length));
  }

  const within = (place, length) => Math.min(Math.max(place, 0), length - 1);

  function put(graph, rows, row, column) {
    places.set(graph, { row, column });
    return rows[row][column];
  }

  function current(graph) {
    const at = places.get(graph);
    return at ? table(graph)[at.row]?.[at.column] ?? null : null;
  }

  function show(box, graph, mark) {
    box.querySelector(".chart-said").textContent = plain(mark.words);
    if (!graph._fullLayout?._has?.("cartesian")) return;
    const cell = Array.isArray(mark.point); // of a heat map: a place on axes of categories
    window.Plotly.Fx.hover(graph, cell ? { xval: mark.point[1], yval: mark.point[0] } : [{ curveNumber: mark.curve, pointNumber: mark.point }]);
  }

  function plain(words) {
    const text = new DOMParser().parseFromString(String(words ?? "").replaceAll("<br>", ", "), "text/html").body.textContent;
    return text.replace(/\s+/g, " ").trim();
  }

  const CHOOSE = {
    Enter: (mark) => window.crm.chooseMark(mark),
    " ": (mark) => window.crm.chooseMark(mark),
    l: (mark) => window.crm.listMark(mark),
    L: (mark) => window.crm.listMark(mark),
  };

  document.addEventListener("keydown", (event) => {
    const box = chart(event.target);
    const graph = box && graphOf(box);
    if (!graph || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && places.delete(graph)) return window.Plotly.Fx.unhover(graph);
    const mark = STEPS[event.key] ? step(graph, STEPS[event.key]) : CHOOSE[event.key] && current(graph);
    if (!mark) return;
    event.preventDefault();
    if (STEPS[event.key]) show(box, graph, mark);
    else CHOOSE[event.key](JSON.parse(mark.custom));
  });
  document.addEventListener("focusout", (event) => {
    const box = chart(event.target);
    const graph = box && graphOf(box);
    if (graph && places.has(graph) && graph._fullLayout?._has?.("cartesian")) window.Plotly.Fx.unhover(graph);
  });
})();
