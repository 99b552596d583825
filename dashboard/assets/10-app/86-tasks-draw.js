/* The task tree as a grid of rows: drawn once, then only what changed. */
(() => {
  const { tasks, element: make, icon } = window.crm;
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const COLUMNS = ["Task", "Assigned to", "Due", "Priority", "Status", "More"];
  const LONG = 300;
  let elements = new Map();
  let drawnIn = null;

  const button = (action, label, look, ...face) =>
    make("button", { type: "button", tabindex: -1, class: look, "data-task": action, title: label, "aria-label": label }, ...face);

  function draw() {
    const state = tasks.now();
    if (drawnIn !== state.root) frame(state);
    const rows = tasks.seen();
    summary(state);
    const body = state.root.querySelector(".tree-body");
    const hadFocus = body.contains(document.activeElement) || document.activeElement === document.body;
    if (!state.rows.has(state.active)) state.active = rows.find((row) => row.id !== "draft")?.id ?? null;
    const kept = new Set(rows.map((row) => row.id));
    elements.forEach((element, id) => {
      if (!kept.has(id)) element.remove();
    });
    elements = new Map([...elements].filter(([id]) => kept.has(id)));
    const drawn = rows.map((row) => (row.id === "draft" ? tasks.draftRow(row.level) : current(row, state)));
    let before = null;
    rows.forEach((row, at) => {
      const element = drawn[at];
      elements.set(row.id, element);
      const place = before ? before.nextSibling : body.firstChild;
      if (place !== element) body.insertBefore(element, place);
      before = element;
    });
    state.root.classList.toggle("is-empty", !rows.length);
    state.root.classList.toggle("is-long", rows.length > LONG);
    if (hadFocus && tasks.wantsFocus) focus();
  }

  /* The row as it is; drawn anew only if something in it changed, and never while its name is being typed. */
  function current(row, state) {
    const task = state.rows.get(row.id);
    const open = row.hasParts ? tasks.isOpen(row.id) : null;
    const parts = row.hasParts ? tasks.leaves(row.id) : null;
    const said = JSON.stringify([row, task, open, parts, state.may, state.today]);
    const known = elements.get(row.id);
    if (known && (known.said === said || state.editing === row.id)) {
      known.tabIndex = row.id === state.active ? 0 : -1;
      return known;
    }
    const hadFocus = known && known.contains(document.activeElement);
    const made = drawRow(row, task, open, parts, state);
    made.said = said;
    known?.replaceWith(made);
    if (hadFocus) made.focus();
    return made;
  }

  function drawRow(row, task, open, parts, state) {
    const look = [
      "task",
      tasks.isDone(task) && "is-done",
      tasks.isBlocked(task) && "is-blocked",
    ];
    return make(
      "div",
      {
        role: "row", class: look.filter(Boolean).join(" "), "data-id": row.id, tabindex: row.id === state.active ? 0 : -1,
        "aria-level": row.level + 1, "aria-posinset": row.place, "aria-setsize": row.of,
        "aria-expanded": open === null ? null : String(open), style: `--level:${row.level}`,
      },
      name(task, open, parts, state),
      cell("task-who", chosen(state.may.assign, "assign", task.name ? `Assigned to ${task.name}` : "Assign", task.name ?? "–", task.name ? "" : "muted")),
      cell("task-due", due(task, state)),
      cell("task-priority", priority(task, state)),
      cell("task-status", status(task, state)),
      cell("task-more", button("more", `What can be done with “${task.title}”`, "icon-button", icon("bi-three-dots"))),
    );
  }

  const cell = (look, ...children) => make("div", { role: "gridcell", class: `task-cell ${look}` }, ...children);

  function name(task, open, parts, state) {
    const done = tasks.isDone(task);
    const grip = state.may.change ? make("span", { class: "task-grip", "data-grip": true, "aria-hidden": "true" }, icon("bi-grip-vertical")) : null;
    const fold = open === null
      ? make("span", { class: "task-fold" })
      : button("fold", open ? "Close" : "Open", "task-fold icon-button", icon(open ? "bi-chevron-down" : "bi-chevron-right"));
    const tick = icon(done ? "bi-check-circle-fill" : tasks.isBlocked(task) ? "bi-sign-stop" : "bi-circle");
    const check = state.may.change
      ? button("complete", done ? "Open again" : "Complete", "task-check icon-button", tick)
      : make("span", { class: "task-check" }, tick);
    const words = make("span", { class: "task-words" }, make("span", { class: "task-title" }, task.title));
    if (parts) words.append(make("span", { class: "task-parts", title: "parts that are done" }, `${parts.done}/${parts.all}`));
    if (task.reason) words.append(make("span", { class: "task-reason" }, icon("bi-sign-stop"), task.reason));
    return make("div", { role: "gridcell", class: "task-cell task-name" }, grip, fold, check, words);
  }

  const chosen = (may, action, label, words, look = "") =>
    may ? button(action, label, `task-choice ${look}`, words) : make("span", { class: look }, words);

  function due(task, state) {
    const late = task.due && task.due < state.today && !tasks.isDone(task);
    const words = task.due ? day.format(new Date(task.due)) : "–";
    return chosen(state.may.change, "due", task.due ? `Due ${words}${late ? ", late" : ""}` : "Set a due date", words, late ? "is-late" : task.due ? "" : "muted");
  }

  function priority(task, state) {
    const [tone, look] = state.words.looks[task.priority];
    return chosen(state.may.change, "priority", `Priority: ${task.priority}`, make("span", { class: `urgency-${tone}` }, icon(look), " ", task.priority));
  }

  function status(task, state) {
    const [tone, look] = state.words.looks[task.status];
    const tag = make("span", { class: `tag tag-${tone}` }, icon(look), task.status);
    return state.may.change ? button("status", `Status: ${task.status}`, "task-choice", tag) : tag;
  }

  function frame(state) {
    drawnIn = state.root;
    elements = new Map();
    const heads = COLUMNS.map((words) => make("div", { role: "columnheader", class: "task-cell" }, make("span", { class: words === "More" ? "visually-hidden" : "" }, words)));
    const head = make("div", { role: "rowgroup", class: "tree-head" }, make("div", { role: "row", class: "task-columns" }, ...heads));
    const body = make("div", { role: "rowgroup", class: "tree-body" });
    const words = state.may.add ? "No tasks yet. Break the work down: add the first one." : "No tasks yet.";
    const empty = make("p", { class: "tree-empty" }, words);
    const grid = make("div", { role: "treegrid", class: "tree", "aria-label": "Tasks", "aria-colcount": COLUMNS.length }, head, body);
    state.root.replaceChildren(grid, empty);
    const bar = document.getElementById("task-bar");
    const small = (action, label, look) => make("button", { type: "button", class: "icon-button", "data-bar": action, title: label, "aria-label": label }, icon(look));
    const add = make("button", { type: "button", class: "btn btn-plain", "data-bar": "add" }, icon("bi-plus-lg"), "New task");
    bar.replaceChildren(...(state.may.add ? [add] : []), small("open", "Open all", "bi-arrows-expand"), small("close", "Close all", "bi-arrows-collapse"));
  }

  function summary(state) {
    const counts = tasks.childrenOf(null).map(tasks.leaves);
    const [all, done] = ["all", "done"].map((word) => counts.reduce((sum, count) => sum + count[word], 0));
    const stuck = [...state.rows.values()].filter(tasks.isBlocked).length;
    const late = [...state.rows.values()].filter((row) => row.due && row.due < state.today && !tasks.isDone(row)).length;
    const parts = [`${done} of ${all} done`, stuck && `${stuck} blocked`, late && `${late} late`];
    document.getElementById("task-count").textContent = all ? parts.filter(Boolean).join(" · ") : "Nothing is planned yet";
  }

  function focus(id = tasks.now().active) {
    const element = elements.get(id);
    if (!element) return;
    elements.forEach((other) => (other.tabIndex = -1));
    element.tabIndex = 0;
    tasks.now().active = id;
    element.focus();
  }

  function mark(id, isBusy) {
    elements.get(id)?.toggleAttribute("data-busy", isBusy);
  }

  Object.assign(tasks, { draw, focus, mark, element: (id) => elements.get(id), wantsFocus: false });
})();
