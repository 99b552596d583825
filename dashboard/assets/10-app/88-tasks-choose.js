/* The small boxes over the task tree: who, when, how urgent, what stands in the way, and what else can be done. */
(() => {
  const { tasks, element: make, icon } = window.crm;
  const AT = { "Assign the task": ".task-who", "Due date": ".task-due", Priority: ".task-priority", Status: ".task-status", "What can be done": ".task-more" };
  let box = null;
  let of = null;

  function open(id, label, ...children) {
    close(false);
    of = id;
    box = make("div", { class: "task-pop", role: "dialog", "aria-label": label }, ...children);
    tasks.now().root.append(box);
    place(AT[label] ?? ".task-words");
    (box.querySelector("[data-first]") ?? box.querySelector("input, textarea, button"))?.focus();
  }

  /* Under the row, within the tree's own box; above it where there is more room. */
  function place(at) {
    const cell = tasks.element(of).querySelector(at).getBoundingClientRect();
    const row = tasks.element(of).getBoundingClientRect();
    const root = tasks.now().root.getBoundingClientRect();
    const under = row.bottom + box.offsetHeight + 8 < window.innerHeight || row.top < box.offsetHeight + 80;
    box.style.top = `${(under ? row.bottom + 2 : row.top - box.offsetHeight - 2) - root.top}px`;
    box.style.left = `${Math.max(0, Math.min(cell.left - root.left, root.width - box.offsetWidth - 8))}px`;
  }

  function close(back = true) {
    if (!box) return;
    const id = of;
    const inside = box.contains(document.activeElement);
    box.remove();
    box = of = null;
    if (back && inside) tasks.focus(id);
  }

  function done(verb, more) {
    const id = of;
    close();
    tasks.act(verb, id, more);
  }

  const press = (words, action, look = "menu-item", face = null, attributes = {}) => {
    const made = make("button", { type: "button", class: look, ...attributes }, ...(face ? [icon(face)] : []), words);
    made.addEventListener("click", action);
    return made;
  };
  const title = (words) => make("p", { class: "pop-title" }, words);

  /* A list of choices has no other children: words that stand where there are none are one that cannot be chosen. */
  const saying = (words) => make("p", { class: "muted", role: "option", "aria-disabled": "true" }, words);

  const CHOICES = {
    assign(id) {
      const typed = make("input", {
        type: "text", class: "form-control", role: "combobox", "aria-expanded": "true", "aria-controls": "task-people",
        "aria-label": "Find a person", placeholder: "Type a name", autocomplete: "off", maxlength: 200,
      });
      const list = make("div", { id: "task-people", role: "listbox", "aria-label": "People", class: "pop-list" }, saying("Reading…"));
      let later = 0;
      typed.addEventListener("input", () => {
        clearTimeout(later);
        later = setTimeout(() => find(typed.value), 200);
      });
      open(id, "Assign the task", title("Assign"), typed, list);
      find("");
    },

    due(id) {
      const typed = make("input", { type: "date", class: "form-control", "aria-label": "Due on", min: "1900-01-01", max: "2199-12-31", value: tasks.row(id).due ?? "" });
      const set = press("Set", () => done("schedule", { due: typed.value || null }), "btn btn-primary");
      const none = tasks.row(id).due ? [press("No date", () => done("schedule", { due: null }), "btn btn-plain")] : [];
      open(id, "Due date", title("Due"), typed, make("div", { class: "form-foot" }, set, ...none));
    },

    priority(id) {
      const { priorities, looks } = tasks.now().words;
      const now = tasks.row(id).priority;
      const offered = priorities.map((word) => press(word, () => done("prioritise", { priority: word }), "menu-item", looks[word][1], word === now ? { "data-first": true, "aria-current": "true" } : {}));
      open(id, "Priority", title("Priority"), ...offered);
    },

    status(id) {
      const { status, looks } = tasks.now().words;
      const verbs = { NOT_STARTED: () => done("put-back"), IN_PROGRESS: () => done("start"), BLOCKED: () => CHOICES.block(id), COMPLETED: () => complete(id) };
      const now = tasks.row(id).status;
      const offered = Object.entries(verbs).map(([name, action]) => press(status[name], action, "menu-item", looks[status[name]][1], status[name] === now ? { "data-first": true, "aria-current": "true" } : {}));
      open(id, "Status", title("Status"), ...offered);
    },

    block(id) {
      const typed = make("textarea", { class: "form-control", rows: 3, maxlength: 1000, "aria-label": "What blocks the task", required: true });
      typed.value = tasks.row(id).reason ?? "";
      const set = press("Block", () => (typed.value.trim() ? done("block", { reason: typed.value.trim() }) : typed.focus()), "btn btn-primary");
      open(id, "Block the task", title("What blocks it?"), typed, make("div", { class: "form-foot" }, set, press("Cancel", () => close(), "btn btn-plain")));
    },

    remove(id) {
      const parts = tasks.below(id).length;
      const along = parts ? ` and the ${parts === 1 ? "task" : `${parts} tasks`} below it are` : " is";
      const sure = press("Delete", () => done("remove"), "btn btn-danger", null, { "data-first": true });
      open(id, "Delete the task", make("p", {}, `“${tasks.row(id).title}”${along} deleted.`), make("div", { class: "form-foot" }, sure, press("Cancel", () => close(), "btn btn-plain")));
    },

    more(id) {
      const { may } = tasks.now();
      const stuck = tasks.isBlocked(tasks.row(id));
      const verb = (words, face, action, keys) => [words, face, action, keys];
      const offered = [
        may.change && verb("Rename", "bi-pencil", () => (close(false), tasks.rename(id)), "Enter"),
        may.add && verb("New task after", "bi-plus-lg", () => (close(false), tasks.writeAfter(id)), "N"),
        may.add && tasks.above(id).length < tasks.DEEPEST && verb("New task inside", "bi-arrow-return-right", () => (close(false), tasks.writeInside(id)), "Shift N"),
        may.assign && verb("Assign…", "bi-person-plus", () => CHOICES.assign(id), "A"),
        may.change && verb("Due date…", "bi-calendar-event", () => CHOICES.due(id), "D"),
        may.change && verb("Priority…", "bi-flag", () => CHOICES.priority(id), "P"),
        may.change && (stuck ? verb("Unblock", "bi-play", () => done("start"), "B") : verb("Block…", "bi-sign-stop", () => CHOICES.block(id), "B")),
        may.change && verb("Indent", "bi-text-indent-left", () => done("indent"), "Alt →"),
        may.change && verb("Outdent", "bi-text-indent-right", () => done("outdent"), "Alt ←"),
        may.change && verb("Move up", "bi-arrow-up", () => done("up"), "Alt ↑"),
        may.change && verb("Move down", "bi-arrow-down", () => done("down"), "Alt ↓"),
        may.remove && verb("Delete…", "bi-trash", () => CHOICES.remove(id), "Del"),
      ].filter(Boolean);
      const items = offered.map(([words, face, action, keys]) => {
        const item = press(words, action, "menu-item", face);
        item.append(make("kbd", { "aria-hidden": "true" }, keys));
        return item;
      });
      open(id, "What can be done", ...(items.length ? items : [make("p", { class: "muted" }, "You may read the tasks, not change them.")]));
    },
  };

  /* Completing asks where parts are open. */
  function complete(id) {
    const row = tasks.row(id);
    if (tasks.isDone(row)) return close(), tasks.act("start", id);
    const left = tasks.below(id).filter((part) => !tasks.isDone(tasks.row(part))).length;
    if (!left) return close(), tasks.act("complete", id);
    const all = press("Complete all", () => done("complete-all"), "btn btn-primary", null, { "data-first": true });
    const one = press("Only this task", () => done("complete"), "btn btn-plain");
    return open(id, "Complete the task", make("p", {}, `${left === 1 ? "One task" : `${left} tasks`} below it ${left === 1 ? "is" : "are"} still open.`), make("div", { class: "form-foot" }, all, one, press("Cancel", () => close(), "btn btn-plain")));
  }

  const find = (words) => tasks.send("tasks-find", { words, at: Date.now() });

  function found({ people }) {
    const list = document.getElementById("task-people");
    if (!list) return;
    const now = tasks.row(of)?.who;
    const offered = [...(now ? [[null, "Nobody"]] : []), ...people];
    const items = offered.map(([who, words]) => press(words, () => done("assign", { who }), "menu-item", who ? "bi-person" : "bi-person-dash", { role: "option", "aria-selected": String(who === now), tabindex: -1 }));
    requestAnimationFrame(() => box?.contains(list) && place(".task-who"));
    list.replaceChildren(...(items.length ? items : [saying("Nobody matches.")]));
  }

  document.addEventListener("keydown", (event) => {
    if (!box?.contains(event.target)) return;
    const items = [...box.querySelectorAll(".menu-item")];
    const at = items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (step && items.length && !event.target.matches("textarea, [type=date]")) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Enter" && event.target.matches("[role=combobox]")) items[0]?.click();
    else if (event.key === "Enter" && event.target.matches(event.ctrlKey || event.metaKey ? "textarea, [type=date]" : "[type=date]")) box.querySelector(".btn-primary").click();
    else return void event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    if (box && !box.contains(event.target)) close(false);
  });

  Object.assign(tasks, { choices: CHOICES, complete, found, closeChoice: close });
})();
