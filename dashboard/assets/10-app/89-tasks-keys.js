/* The task tree by keyboard and by mouse: what each key and each press does. */
(() => {
  const { tasks } = window.crm;

  const rowsSeen = () => tasks.seen().filter((row) => row.id !== "draft");
  const may = (right) => tasks.now().may[right];

  function step(id, by) {
    const rows = rowsSeen();
    const next = rows[rows.findIndex((row) => row.id === id) + by];
    if (next) tasks.focus(next.id);
  }

  function right(id) {
    if (!tasks.childrenOf(id).length) return;
    if (tasks.isOpen(id)) tasks.focus(tasks.childrenOf(id)[0]);
    else fold(id, false);
  }

  function left(id) {
    if (tasks.childrenOf(id).length && tasks.isOpen(id)) fold(id, true);
    else if (tasks.parentOf(id)) tasks.focus(tasks.parentOf(id));
  }

  function fold(id, closed) {
    tasks.fold([id], closed);
    tasks.focus(id);
  }

  const changes = (action) => (id) => may("change") && action(id);
  const moves = (verb) => changes((id) => tasks.act(verb, id));
  const KEYS = {
    ArrowDown: (id) => step(id, 1),
    ArrowUp: (id) => step(id, -1),
    ArrowRight: right,
    ArrowLeft: left,
    Home: () => tasks.focus(rowsSeen()[0].id),
    End: () => tasks.focus(rowsSeen().at(-1).id),
    Enter: changes((id) => tasks.rename(id)),
    F2: changes((id) => tasks.rename(id)),
    " ": changes((id) => tasks.complete(id)),
    Insert: (id) => tasks.writeAfter(id),
    n: (id) => tasks.writeAfter(id),
    N: (id) => tasks.writeInside(id),
    a: (id) => may("assign") && tasks.choices.assign(id),
    d: changes((id) => tasks.choices.due(id)),
    p: changes((id) => tasks.choices.priority(id)),
    b: changes((id) => (tasks.isBlocked(tasks.row(id)) ? tasks.act("start", id) : tasks.choices.block(id))),
    m: (id) => tasks.choices.more(id),
    Delete: (id) => may("remove") && tasks.choices.remove(id),
    "Alt+ArrowRight": moves("indent"),
    "Alt+ArrowLeft": moves("outdent"),
    "Alt+ArrowUp": moves("up"),
    "Alt+ArrowDown": moves("down"),
  };

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.(".task[data-id]") || event.ctrlKey || event.metaKey) return;
    const action = KEYS[`${event.altKey ? "Alt+" : ""}${event.key}`];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    tasks.wantsFocus = true;
    action(event.target.dataset.id);
  });

  const PRESSES = {
    fold: (id) => fold(id, tasks.isOpen(id)),
    complete: (id) => tasks.complete(id),
    assign: (id) => tasks.choices.assign(id),
    due: (id) => tasks.choices.due(id),
    priority: (id) => tasks.choices.priority(id),
    status: (id) => tasks.choices.status(id),
    more: (id) => tasks.choices.more(id),
  };
  const BAR = {
    add: () => tasks.writeLast(),
    open: () => tasks.fold([...tasks.now().rows.keys()], false),
    close: () => tasks.fold([...tasks.now().rows.keys()].filter((id) => tasks.childrenOf(id).length), true),
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-bar]");
    if (pressed) return BAR[pressed.dataset.bar]();
    const row = event.target.closest?.(".task[data-id]");
    if (!row || event.target.closest("input, [data-grip]")) return undefined;
    const button = event.target.closest("[data-task]");
    tasks.wantsFocus = true;
    tasks.focus(row.dataset.id);
    return button && PRESSES[button.dataset.task](row.dataset.id);
  });
  document.addEventListener("dblclick", (event) => {
    const title = event.target.closest?.(".task[data-id] .task-words");
    if (title && may("change")) tasks.rename(title.closest(".task").dataset.id);
  });

  // Only who works in the tree gets the focus back into it when it is drawn again.
  document.addEventListener("focusin", (event) => {
    tasks.wantsFocus = Boolean(event.target.closest?.("#task-tree"));
  });
})();
