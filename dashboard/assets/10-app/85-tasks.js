/* The task tree of a process: what it knows, which rows are seen, and what is asked of the server, one thing at a time. */
(() => {
  const DEEPEST = 10;
  const PATIENCE = 10000;
  const blank = () => ({ root: null, rows: new Map(), children: new Map(), closed: new Set(), active: null, editing: null, draft: null, may: {}, words: null, today: "" });
  let state = blank();
  let queue = [];
  let busy = null;

  const send = (store, data) => window.dash_clientside.set_props(store, { data });
  const key = () => `crm-tasks-closed:${state.root.dataset.process}`;

  /* What came from the server: siblings are in order. */
  function take(drawn) {
    const root = document.getElementById("task-tree");
    if (!root || !drawn) return;
    if (state.root !== root) begin(root);
    Object.assign(state, { may: drawn.may, words: drawn.words, today: drawn.today });
    state.rows = new Map(drawn.rows.map((row) => [row.id, row]));
    state.children = new Map();
    drawn.rows.forEach((row) => {
      const parent = row.parent ?? null;
      if (!state.children.has(parent)) state.children.set(parent, []);
      state.children.get(parent).push(row.id);
    });
    if (state.draft && !isPlace(state.draft)) state.draft = { parent: null, after: childrenOf(null).at(-1) ?? null };
    const isAnswer = busy && drawn.answers === busy.at;
    const hasGoneOn = isAnswer && busy.id && state.active !== busy.id; // keys pressed since then are meant for where the reader is
    if (drawn.chosen && !(hasGoneOn && state.rows.has(state.active))) choose(drawn.chosen);
    else if (!state.rows.has(state.active)) state.active = null;
    if (isAnswer) release();
    window.crm.tasks.draw();
    if (isAnswer) window.crm.tasks.follow();
    pump();
  }

  function begin(root) {
    state = { ...blank(), root };
    queue = [];
    release();
    state.closed = new Set(JSON.parse(localStorage.getItem(key()) || "[]"));
  }

  const isPlace = ({ parent, after }) => (!parent || state.rows.has(parent)) && (!after || childrenOf(parent).includes(after));
  const childrenOf = (id) => state.children.get(id ?? null) ?? [];
  const parentOf = (id) => state.rows.get(id)?.parent ?? null;
  const siblings = (id) => childrenOf(parentOf(id));
  const isOpen = (id) => !state.closed.has(id);
  const isDone = (row) => row.status === state.words.status.COMPLETED;
  const isBlocked = (row) => row.status === state.words.status.BLOCKED;

  /* What a task is part of, from its parent outwards. */
  function above(id) {
    const found = [];
    for (let at = parentOf(id); at; at = parentOf(at)) found.push(at);
    return found;
  }

  function below(id) {
    return childrenOf(id).flatMap((child) => [child, ...below(child)]);
  }

  /* How many tasks without parts lie below, and how many of them are done. */
  function leaves(id) {
    const parts = childrenOf(id);
    if (!parts.length) return { all: 1, done: isDone(state.rows.get(id)) ? 1 : 0 };
    const counts = parts.map(leaves);
    return { all: counts.reduce((sum, count) => sum + count.all, 0), done: counts.reduce((sum, count) => sum + count.done, 0) };
  }

  /* The rows in the order in which they are seen, the one that is being written among them. */
  function seen(parent = null, level = 0) {
    const parts = childrenOf(parent);
    const shown = parts.flatMap((id, place) => {
      const row = { id, level, place: place + 1, of: parts.length, hasParts: childrenOf(id).length > 0 };
      return [row, ...(isOpen(id) ? seen(id, level + 1) : []), ...(isDraftAfter(parent, id) ? [{ id: "draft", level }] : [])];
    });
    return isDraftAfter(parent, null) ? [{ id: "draft", level }, ...shown] : shown;
  }

  const isDraftAfter = (parent, after) => state.draft && state.draft.parent === parent && state.draft.after === after;

  function choose(id) {
    state.active = id;
    above(id).forEach((at) => state.closed.delete(at));
  }

  function fold(ids, closed) {
    ids.forEach((id) => (closed ? state.closed.add(id) : state.closed.delete(id)));
    const known = [...state.closed].filter((id) => childrenOf(id).length);
    localStorage.setItem(key(), JSON.stringify(known));
    const hidden = above(state.active).filter(state.closed.has, state.closed);
    if (hidden.length) state.active = hidden.at(-1); // the outermost one that is closed is what is seen of it
    window.crm.tasks.draw();
  }

  /* One thing is asked at a time: the next one is about the tree that came back. */
  function act(verb, id = null, more = {}) {
    queue.push({ verb, id, more });
    pump();
  }

  function pump() {
    if (busy || !queue.length) return;
    const { verb, id, more } = queue.shift();
    const row = id && state.rows.get(id);
    if ((id && !row) || !can(verb, id)) return pump();
    const at = Date.now();
    busy = { at, id, verb, more, timer: setTimeout(forget, PATIENCE) };
    window.crm.tasks.mark(id, true);
    send("tasks-act", { do: verb, at, ...(row ? { id, version: row.version } : {}), ...more });
  }

  /* Pressing a key once too often is no mistake to be told about. */
  const edge = (id, by) => siblings(id)[siblings(id).indexOf(id) + by] !== undefined;
  const CAN = { up: (id) => edge(id, -1), indent: (id) => edge(id, -1), down: (id) => edge(id, 1), outdent: (id) => parentOf(id) !== null };
  const can = (verb, id) => !CAN[verb] || CAN[verb](id);

  function release() {
    clearTimeout(busy?.timer);
    if (busy) window.crm.tasks.mark(busy.id, false);
    busy = null;
  }

  /* Refused or lost: what was asked after it was meant for another tree. What was typed stands where it was typed. */
  function forget() {
    const asked = [busy, ...queue].filter(Boolean);
    queue = [];
    release();
    window.crm.tasks.giveBack(asked);
  }

  window.addEventListener("crm-lost", ({ detail: { body } }) => busy && body.includes('"tasks-act"') && body.includes(`"at":${busy.at}`) && forget());

  /* After which sibling something stands that comes before another, or last. */
  function siblingBefore(parent, before) {
    const parts = childrenOf(parent);
    return before ? (parts[parts.indexOf(before) - 1] ?? null) : (parts.at(-1) ?? null);
  }

  const after = (id) => siblings(id)[siblings(id).indexOf(id) + 1] ?? null;

  window.crm = {
    ...window.crm,
    tasks: {
      DEEPEST, above, act, after, below, childrenOf, choose, fold, isBlocked, isDone, isOpen, leaves, parentOf, seen, send, siblingBefore, siblings,
      isBusy: () => busy !== null,
      now: () => state,
      row: (id) => state.rows.get(id),
      set: (values) => Object.assign(state, values),
    },
  };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: {
      ...window.dash_clientside?.crm,
      tasks: (drawn) => {
        take(drawn);
        return window.dash_clientside.no_update;
      },
      tasksRefused: (at) => {
        if (at) forget();
        return window.dash_clientside.no_update;
      },
      tasksFound: (found) => {
        if (found) window.crm.tasks.found(found);
        return window.dash_clientside.no_update;
      },
    },
  };
})();
