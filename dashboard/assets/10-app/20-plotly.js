/* Figures name colours as tokens, var(--crm-…), which plotly cannot read: they are looked up here as a figure is drawn,
   again when the mode changes, and on a narrow screen the figure's own `meta.compact` is applied. */
(() => {
  const NARROW = 480;
  const originals = new WeakMap();
  const probe = document.createElement("span");
  probe.style.forcedColorAdjust = "none";
  let colours = new Map();
  let plotly = null;

  function colour(token) {
    if (!colours.has(token)) {
      if (!probe.isConnected) document.body.append(probe);
      probe.style.color = token;
      colours.set(token, getComputedStyle(probe).color);
    }
    return colours.get(token);
  }

  function painted(value) {
    if (typeof value === "string") return value.startsWith("var(--crm-") ? colour(value) : value;
    if (Array.isArray(value)) return value.map(painted);
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, painted(item)]));
  }

  function set(target, path, value) {
    const keys = path.split(".");
    const last = keys.pop();
    const holder = keys.reduce((at, key) => (at[key] ??= {}), target);
    holder[last] = value;
  }

  function ready(element, figure) {
    const { data, layout, ...rest } = figure;
    const drawn = painted({ data, layout });
    const compact = narrow(element) && layout?.meta?.compact;
    Object.entries(compact || {}).forEach(([path, value]) => set(drawn, path, painted(value)));
    return { ...rest, ...drawn };
  }

  const narrow = (element) => element.clientWidth > 0 && element.clientWidth < NARROW;

  function teach(library, verb) {
    const draw = library[verb];
    library[verb] = (element, figure, ...rest) => {
      if (!figure || !figure.data || typeof element === "string") return draw(element, figure, ...rest);
      originals.set(element, { figure, narrow: narrow(element) });
      return draw(element, ready(element, figure), ...rest);
    };
  }

  function redraw(wanted) {
    document.querySelectorAll(".js-plotly-plot").forEach((element) => {
      const known = originals.get(element);
      if (known && wanted(element, known)) plotly.react(element, known.figure);
    });
  }

  // Dash loads plotly when the first graph is drawn, so it is met at the moment it arrives.
  Object.defineProperty(window, "Plotly", {
    configurable: true,
    get: () => plotly ?? undefined,
    set: (library) => {
      plotly = library;
      ["newPlot", "react"].forEach((verb) => teach(library, verb));
    },
  });

  window.addEventListener("crm:theme", () => {
    colours = new Map();
    redraw(() => true);
  });
  let later = 0;
  window.addEventListener("resize", () => {
    clearTimeout(later);
    later = setTimeout(() => redraw((element, known) => known.narrow !== narrow(element)), 150);
  });
})();
