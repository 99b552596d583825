/* Writing in the task tree: a task's name in its row, and the row of a new task. */
(() => {
  const { tasks, element: make } = window.crm;
  const LONGEST = 300;

  function box(label, value) {
    return make("input", { type: "text", class: "form-control task-input", "aria-label": label, maxlength: LONGEST, autocomplete: "off", value });
  }

  /* The name in its row becomes a box; Enter saves, Escape leaves it as it was. */
  function rename(id) {
    const row = tasks.row(id);
    const words = tasks.element(id)?.querySelector(".task-words");
    if (!row || !words || !tasks.now().may.change) return;
    tasks.set({ editing: id, active: id });
    const typed = box("Name of the task", row.title);
    words.replaceChildren(typed);
    typed.select();
    typed.addEventListener("keydown", (event) => renaming(event, id, typed));
    typed.addEventListener("blur", () => renamed(id, typed.value, false));
  }

  function renaming(event, id, typed) {
    event.stopPropagation();
    if (event.key === "Enter") renamed(id, typed.value, true);
    else if (event.key === "Escape") renamed(id, tasks.row(id)?.title ?? "", true);
    else if (event.key === "Tab" && level(id, event.shiftKey)) {
      event.preventDefault();
      renamed(id, typed.value, true);
      tasks.act(event.shiftKey ? "outdent" : "indent", id);
    } else return;
    event.preventDefault();
  }

  /* Whether the task can go a level out or in; where it cannot, Tab leaves the box as everywhere. */
  const level = (id, out) => (out ? tasks.parentOf(id) !== null : tasks.siblings(id).indexOf(id) > 0);

  function renamed(id, title, stay) {
    if (tasks.now().editing !== id) return;
    tasks.set({ editing: null });
    const element = tasks.element(id);
    if (element) element.said = null; // drawn anew
    tasks.draw();
    if (stay) tasks.focus(id);
    const said = title.trim();
    if (said && said !== tasks.row(id)?.title) tasks.act("rename", id, { title: said });
  }

  /* A new task after another, inside one, or at the very end. */
  function write(parent, after) {
    if (!tasks.now().may.add) return;
    if (parent) tasks.now().closed.delete(parent);
    tasks.set({ draft: { parent, after } });
    row = null;
    tasks.draw();
    row.querySelector("input").focus();
  }

  const writeAfter = (id) => write(tasks.parentOf(id), id);
  const writeInside = (id) => write(id, tasks.childrenOf(id).at(-1) ?? null);
  const writeLast = () => write(null, tasks.childrenOf(null).at(-1) ?? null);

  let row = null;
  function draftRow(at) {
    if (!row) {
      const typed = box("Name of the new task", "");
      typed.placeholder = "What is to be done?";
      typed.addEventListener("keydown", (event) => writing(event, typed));
      typed.addEventListener("blur", () => setTimeout(() => written(typed, false)));
      row = make("div", { role: "row", class: "task is-draft" }, make("div", { role: "gridcell", class: "task-cell task-name" }, typed));
    }
    row.style.setProperty("--level", at);
    row.setAttribute("aria-level", at + 1);
    return row;
  }

  function writing(event, typed) {
    event.stopPropagation();
    if (event.key === "Enter") written(typed, true);
    else if (event.key === "Escape") leave();
    else if (!(event.key === "Tab" && shifted(event.shiftKey, typed))) return;
    event.preventDefault();
  }

  /* Tab moves the task that is being written a level in or out; false where there is no such level. */
  function shifted(out, typed) {
    const { parent, after } = tasks.now().draft;
    if (out ? parent === null : after === null) return false;
    if (out) tasks.set({ draft: { parent: tasks.parentOf(parent), after: parent } });
    else {
      tasks.now().closed.delete(after);
      tasks.set({ draft: { parent: after, after: tasks.childrenOf(after).at(-1) ?? null } });
    }
    tasks.draw();
    typed.focus();
    return true;
  }

  function written(typed, next) {
    const { draft } = tasks.now();
    if (!draft || !row?.contains(typed) || (!next && row.contains(document.activeElement))) return;
    const title = typed.value.trim();
    if (!title) return leave(next);
    const before = draft.after ? tasks.after(draft.after) : (tasks.childrenOf(draft.parent)[0] ?? null);
    if (next) tasks.set({ follow: true });
    leave(false);
    tasks.act("add", null, { title, parent: draft.parent, before });
  }

  function leave(back = true) {
    tasks.set({ draft: null });
    row = null;
    tasks.draw();
    if (back) tasks.focus();
  }

  /* Words that were not taken stand in their box again; where there is a box already, they are said. */
  function giveBack(asked) {
    const typed = asked.filter(({ more }) => more.title || more.reason);
    if (asked.length) tasks.set({ follow: false });
    typed.forEach((one, place) => {
      const words = one.more.title ?? one.more.reason;
      if (place || tasks.now().draft || tasks.now().editing) window.crm.toast({ kind: "warning", text: `Not saved: “${words}”. Type it once more.` });
      else BACK[one.verb]?.(one, words);
    });
  }

  const BACK = {
    add({ more }, words) {
      const place = tasks.siblingBefore(more.parent, more.before);
      write(more.parent, place);
      fill(row.querySelector("input"), words);
    },
    rename({ id }, words) {
      rename(id);
      fill(tasks.element(id)?.querySelector(".task-words input"), words);
    },
    block({ id }, words) {
      tasks.choices.block(id);
      fill(document.querySelector(".task-pop textarea"), words);
    },
  };

  function fill(box, words) {
    if (box) box.value = words;
  }

  /* After a task was added by Enter, the next one is written right after it. */
  function follow() {
    const { follow: wanted, active } = tasks.now();
    tasks.set({ follow: false });
    if (wanted && active) writeAfter(active);
  }

  Object.assign(tasks, { draftRow, follow, giveBack, rename, writeAfter, writeInside, writeLast });
})();
