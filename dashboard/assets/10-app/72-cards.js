/* Cards of figures: a chart and its table change places, by the card's menu or by key T. */
(() => {
  const card = (element) => element?.closest?.(".answer-card");
  const make = (kind, words, attributes = {}) => {
    const element = Object.assign(document.createElement(kind), attributes);
    if (words !== null) element.textContent = words;
    return element;
  };

  // ---- the table: drawn from what the card carries, when it is looked at and when that changes
  function fill(box) {
    if (box.dataset.table === box.drawnFrom) return;
    box.drawnFrom = box.dataset.table;
    const { heads, rows, links, total } = JSON.parse(box.dataset.table);
    const table = make("table", null);
    table.append(make("caption", card(box).dataset.title, { className: "visually-hidden" }), head(heads), body(heads, rows, links));
    const more = rows.length < total ? [make("p", `The first ${rows.length.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} rows.`, { className: "card-more" })] : [];
    const nothing = rows.length ? [] : [make("p", "There is nothing to show.", { className: "card-more" })];
    box.replaceChildren(table, ...more, ...nothing);
    box.tabIndex = 0; // a table wider or longer than its card is scrolled by keys
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `${card(box).dataset.title}, as a table`);
  }

  function head(heads) {
    const row = make("tr", null);
    row.append(...heads.map(({ label, number }) => make("th", label, { scope: "col", className: number ? "number" : "" })));
    const all = make("thead", null);
    all.append(row);
    return all;
  }

  function body(heads, rows, links) {
    const all = make("tbody", null);
    all.append(...rows.map((cells, number) => {
      const row = make("tr", null);
      row.append(...cells.map((words, place) => {
        const cell = make(place ? "td" : "th", links?.[place] ? null : words, { scope: place ? "" : "row", className: heads[place].number ? "number" : "" });
        if (links?.[place]) cell.append(make("a", words, { href: links[place][number] }));
        return cell;
      }));
      return row;
    }));
    return all;
  }

  // ---- which of the two is shown
  function swap(shown) {
    if (!shown?.querySelector(".card-chart")) return;
    const view = shown.dataset.view === "table" ? "chart" : "table";
    shown.dataset.view = view;
    const [words, icon] = view === "table" ? ["Show as chart", "bi-bar-chart"] : ["Show as table", "bi-table"];
    const button = shown.querySelector('[data-card-act="table"]');
    button.querySelector("span").textContent = words;
    button.querySelector(".bi").className = `bi ${icon}`;
    if (view === "table") fill(shown.querySelector(".card-table"));
    else shown.querySelectorAll(".js-plotly-plot").forEach((graph) => window.Plotly?.Plots.resize(graph));
  }

  // ---- the picture: as it is drawn, on the card's own ground, with its title
  const HEAD = 84; // room for the title and what stands under it
  async function save(shown) {
    const graph = shown.querySelector(".js-plotly-plot");
    if (!graph) return;
    const style = getComputedStyle(shown);
    const { title } = shown.dataset;
    const lines = [shown.querySelector(".card-sub")?.textContent, document.querySelector(".as-of")?.textContent].filter(Boolean);
    const under = { text: lines.map(safe).join("<br>"), font: { size: 12 } };
    const head = { text: safe(title), subtitle: under, x: 0, xref: "container", xanchor: "left", yref: "container", y: 0.97, yanchor: "top", pad: { l: 16 }, font: { color: style.color, size: 17 } };
    const { margin = {} } = graph.layout;
    const room = { l: 16, r: 16, b: 16, ...margin, t: (margin.t ?? 8) + HEAD };
    const layout = { ...graph.layout, title: head, margin: room, paper_bgcolor: style.backgroundColor, autosize: false };
    const size = { width: Math.max(graph.clientWidth, 480), height: Math.max(graph.clientHeight, 280) + HEAD };
    const href = await window.Plotly.toImage({ data: graph.data, layout, config: {} }, { ...size, format: "png", scale: 2 });
    Object.assign(document.createElement("a"), { href, download: `${title}.png` }).click();
  }

  const safe = (words) => words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

  const ACTS = { table: swap, picture: save };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-figures]");
    if (link) {
      link.href = `/export/figures/${link.dataset.figures}.csv${location.search}`;
      setTimeout(() => (link.closest("details").open = false));
    }
    const pressed = event.target.closest("[data-card-act]");
    if (pressed) ACTS[pressed.dataset.cardAct]?.(card(pressed));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
    if (event.key.toLowerCase() !== "t" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = card(event.target);
    if (!shown) return;
    event.preventDefault();
    swap(shown);
  });

  const drawn = () => document.querySelectorAll('.answer-card[data-view="table"] .card-table').forEach(fill);
  new MutationObserver(drawn).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-table"] });
})();
