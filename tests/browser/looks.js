/* What a reader would not want to see on the page that is drawn, in words: texts on one another or cut off, what needs sideways scrolling. */
() => {
  const SLACK = 1.5; // pixels that a glyph's box may reach into another's, or over an edge
  const LINE = 0.18; // of a box's height that is above and below its letters

  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const isHushed = (element) => element.closest(".visually-hidden, .hoverlayer, .ag-measurement-container, option, script, style") !== null;
  const words = (text) => text.replace(/\s+/g, " ").trim().slice(0, 60);
  const bounds = (points) => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };
  const corners = ({ left, right, top, bottom }) => [[left, top], [right, top], [right, bottom], [left, bottom]];

  // ---- the texts: four corners each, turned as they are drawn
  function drawn(text) {
    const box = text.getBBox();
    const matrix = text.getScreenCTM();
    if (!box.width || !matrix) return null;
    const lines = Math.max(text.querySelectorAll("tspan.line").length, 1);
    const air = (box.height / lines) * LINE;
    const flat = corners({ left: box.x, right: box.x + box.width, top: box.y + air, bottom: box.y + box.height - air });
    return flat.map(([x, y]) => [matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f]);
  }

  /* The part of a box that is not hidden by what scrolls or cuts around it. */
  function seen(rect, element) {
    const box = { left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom };
    for (let around = element; around && around !== document.body; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.overflowX === "visible" && style.overflowY === "visible") continue;
      const edge = around.getBoundingClientRect();
      if (style.overflowX !== "visible") [box.left, box.right] = [Math.max(box.left, edge.left), Math.min(box.right, edge.right)];
      if (style.overflowY !== "visible") [box.top, box.bottom] = [Math.max(box.top, edge.top), Math.min(box.bottom, edge.bottom)];
    }
    return box.right - box.left > SLACK && box.bottom - box.top > SLACK ? box : null;
  }

  function written(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const shown = [...range.getClientRects()].map((rect) => seen(rect, node.parentElement)).filter(Boolean);
    return shown.map((box) => {
      const air = (box.bottom - box.top) * LINE;
      return corners({ ...box, top: box.top + air, bottom: box.bottom - air });
    });
  }

  function texts(root) {
    const found = [];
    root.querySelectorAll("svg text").forEach((text) => {
      const points = !isHushed(text) && isShown(text) && words(text.textContent) ? drawn(text) : null;
      if (points) found.push({ element: text, points, words: words(text.textContent), box: bounds(points) });
    });
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
      const { currentNode: node } = nodes;
      const element = node.parentElement;
      if (!words(node.data) || element.closest("svg") || isHushed(element) || !isShown(element)) continue;
      written(node).forEach((points) => found.push({ element, points, words: words(node.data), box: bounds(points) }));
    }
    return found;
  }

  // ---- two convex shapes meet unless some edge of one keeps them apart
  function apart(one, other) {
    return one.some(([x, y], at) => {
      const [toX, toY] = one[(at + 1) % one.length];
      const length = Math.hypot(toX - x, toY - y) || 1;
      const away = ([px, py]) => ((px - x) * (toY - y) - (py - y) * (toX - x)) / length;
      return Math.min(...other.map(away)) > Math.max(...one.map(away)) - SLACK || Math.max(...other.map(away)) < Math.min(...one.map(away)) + SLACK;
    });
  }

  function overlaps(root) {
    const all = texts(root).sort((one, other) => one.box.top - other.box.top);
    const said = [];
    all.forEach((one, at) => {
      for (let next = at + 1; next < all.length && all[next].box.top < one.box.bottom; next += 1) {
        const other = all[next];
        if (one.element === other.element || one.box.right < other.box.left || other.box.right < one.box.left) continue;
        if (!apart(one.points, other.points) && !apart(other.points, one.points)) said.push(`“${one.words}” lies on “${other.words}”`);
      }
    });
    return said;
  }

  // ---- what is cut
  function leavesChart(root) {
    return texts(root).filter(({ element }) => element.closest(".main-svg")).flatMap(({ element, box, words: text }) => {
      const edge = element.closest(".js-plotly-plot").getBoundingClientRect();
      const over = Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom);
      return over > 2 ? [`“${text}” leaves its chart by ${Math.round(over)} px`] : [];
    });
  }

  function cut(root) {
    return [...root.querySelectorAll("*")].flatMap((element) => {
      if (!(element instanceof HTMLElement) || isHushed(element) || !isShown(element) || element.matches("input, textarea, select")) return [];
      if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && words(node.data))) return [];
      const style = getComputedStyle(element);
      const wide = element.scrollWidth > element.clientWidth + 1 && /hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis";
      const tall = element.scrollHeight > element.clientHeight + 2 && /hidden|clip/.test(style.overflowY) && style.webkitLineClamp === "none" && style.whiteSpace !== "nowrap";
      return element.clientWidth > 1 && (wide || tall) ? [`“${words(element.textContent)}” is cut off`] : [];
    });
  }

  function leavesPanel(root) {
    const edge = root.getBoundingClientRect();
    return texts(root).filter(({ element, box }) => !element.closest("svg, .popup-body") && (box.right > edge.right + SLACK || box.left < edge.left - SLACK)).map(({ words: text }) => `“${text}” leaves its panel`);
  }

  const name = (root) => root.dataset.kpi ?? root.querySelector("h1, h2")?.textContent ?? root.className;
  const page = document.querySelector("main") ?? document.body;
  const panels = [...page.querySelectorAll(".panel")];
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  const said = [
    ...(wide > 0 ? [`the page is ${wide} px wider than its window`] : []),
    ...[...document.querySelectorAll('[role="alert"], .toast')].filter(isShown).map((one) => `it says “${words(one.textContent)}”`),
    ...overlaps(page),
    ...cut(page),
    ...panels.flatMap((panel) => [...leavesChart(panel), ...leavesPanel(panel)].map((one) => `${name(panel)}: ${one}`)),
  ];
  return [...new Set(said)];
}
