/* Tasks are dragged by their grip: before another, after it, or into it. */
(() => {
  const { tasks } = window.crm;
  const EDGE = 40; // pixels from the edge of the list in which it scrolls by itself
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    const row = grip?.closest(".task[data-id]");
    if (!row || event.button) return;
    event.preventDefault();
    const id = row.dataset.id;
    drag = { id, row, pointer: event.pointerId, banned: new Set([id, ...tasks.below(id)]), to: null };
    row.classList.add("is-dragged");
    document.documentElement.classList.add("is-dragging");
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    event.preventDefault();
    scroll(event.clientY);
    const row = document.elementFromPoint(event.clientX, event.clientY)?.closest(".task[data-id]");
    show(row && !drag.banned.has(row.dataset.id) ? { row, where: zone(row, event.clientY) } : null);
  }, { passive: false });

  document.addEventListener("pointerup", (event) => drag && event.pointerId === drag.pointer && end(true));
  document.addEventListener("pointercancel", () => drag && end(false));
  document.addEventListener("keydown", (event) => {
    if (drag && event.key === "Escape") end(false);
  });

  function zone(row, y) {
    const { top, height } = row.getBoundingClientRect();
    const share = (y - top) / height;
    return share < 0.3 ? "before" : share > 0.7 ? "after" : "into";
  }

  function show(to) {
    if (drag.to?.row) delete drag.to.row.dataset.drop;
    drag.to = to;
    if (to) to.row.dataset.drop = to.where;
  }

  function scroll(y) {
    const list = tasks.now().root.querySelector(".tree");
    const { top, bottom } = list.getBoundingClientRect();
    if (y < top + EDGE) list.scrollTop -= 12;
    else if (y > bottom - EDGE) list.scrollTop += 12;
  }

  function end(isDrop) {
    const { id, row, to } = drag;
    show(null);
    drag = null;
    row.classList.remove("is-dragged");
    document.documentElement.classList.remove("is-dragging");
    if (isDrop && to) drop(id, to.row.dataset.id, to.where);
  }

  function drop(id, target, where) {
    const inside = where === "into";
    const following = where === "before" ? target : tasks.siblings(target).filter((other) => other !== id)[tasks.siblings(target).filter((other) => other !== id).indexOf(target) + 1];
    tasks.act("move", id, { parent: inside ? target : tasks.parentOf(target), before: inside ? null : (following ?? null) });
  }
})();
