/* Forms: Enter presses their button, lines are copied, and what was typed outlives an ended session. */
(() => {
  const KEY = "crm-typed";
  const OPEN_LIST = ".lookup-list:not([hidden])";
  const KEPT_FOR = 60 * 60 * 1000;
  // Controls make ids of their own from that of a field; only the field's own ends as it began.
  const ours = () => document.querySelectorAll(`[id^='{'][id$='"kind":"field"}'], [id^='{"field"'][id*='"kind":"lookup-text"'], [id^='{"action"'][id*='"kind":"grant"'][id$='}']`);
  const reader = () => document.getElementById("shell")?.dataset.reader || "";
  const place = () => location.pathname + location.search;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".form input:not([role])")) return;
    event.preventDefault();
    event.target.closest(".form").querySelector(".btn-primary")?.click();
  });

  // Heard before anybody else: whatever is open inside the panel is closed first.
  document.addEventListener(
    "keydown",
    (event) => {
      const inside = document.querySelector(`.dash-dropdown-content, .side-panel details.popup[open], .modal.show, ${OPEN_LIST}`);
      if (event.key === "Escape" && !inside) [...document.querySelectorAll(".side-panel.show .btn-close")].pop()?.click();
    },
    true,
  );

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy-button");
    if (!button) return;
    const line = document.getElementById(button.dataset.copies);
    line.select();
    await (navigator.clipboard?.writeText(line.value) ?? document.execCommand("copy"));
    window.crm.toast({ text: "Copied.", kind: "success" });
  });

  // A field's value as Dash has it; the page's own copy may be a list, which an input cannot show.
  const value = (id) => window.dash_component_api.getLayout(id)?.props?.value;
  const isSecret = (element) => element.type === "password" || element.querySelector?.("[type=password]");

  /* Called when the session has ended, before the page is left; on the way out nothing is put back. */
  let leaving = false;
  function keep() {
    leaving = true;
    const typed = {};
    ours().forEach((element) => {
      if (!isSecret(element)) typed[element.id] = value(JSON.parse(element.id)) ?? null;
    });
    if (!Object.keys(typed).length) return;
    sessionStorage.setItem(KEY, JSON.stringify({ typed, at: Date.now(), place: place(), reader: reader() }));
  }

  /* What was kept for this reader at this place; it is forgotten after a while, and at once for anybody else. */
  function kept() {
    const found = JSON.parse(sessionStorage.getItem(KEY) || "null");
    if (!found || !reader()) return null;
    const stale = Date.now() - found.at > KEPT_FOR || found.reader !== reader();
    if (stale) sessionStorage.removeItem(KEY);
    return stale || found.place !== place() ? null : found;
  }

  /* Fields come one callback after another; each is filled as it is drawn. */
  function putBack() {
    const found = leaving || !sessionStorage.getItem(KEY) ? null : kept();
    const drawn = found ? [...ours()].filter((element) => element.id in found.typed) : [];
    if (!drawn.length) return;
    drawn.forEach(({ id }) => restore(id, found.typed));
    if (Object.keys(found.typed).length) sessionStorage.setItem(KEY, JSON.stringify(found));
    else sessionStorage.removeItem(KEY);
  }

  function restore(id, typed) {
    const before = typed[id];
    delete typed[id];
    setTimeout(() => {
      const now = value(JSON.parse(id)) ?? null;
      if (JSON.stringify(now) === JSON.stringify(before)) return;
      window.dash_clientside.set_props(JSON.parse(id), { value: before });
      said();
    }, 150);
  }

  let saying = 0;
  function said() {
    clearTimeout(saying);
    saying = setTimeout(() => window.crm.toast({ text: "What you had typed is back; save it now.", kind: "info" }), 300);
  }

  new MutationObserver(putBack).observe(document.documentElement, { childList: true, subtree: true });

  /* The address says which record's panel is open, so that a reload or a return opens it again. */
  const NAMES = { "users-open": "user", "audit-open": "entry" };
  function address(isOpen, opened, store) {
    const name = NAMES[store];
    const wanted = new URLSearchParams(location.search);
    if (isOpen && opened?.id) wanted.set(name, opened.id);
    else if (!isOpen) wanted.delete(name);
    const query = wanted.size ? `?${wanted}` : "";
    if (query !== location.search) history.replaceState(history.state, "", location.pathname + query);
    return window.dash_clientside.no_update;
  }

  /* A row, or a button of the page with a name of its own; `at` makes the same choice news again. */
  function open(row) {
    const id = row?.value?.open;
    return id ? { id, at: Date.now() } : window.dash_clientside.no_update;
  }

  function openNew(pressed) {
    return pressed ? { id: "new", at: Date.now() } : window.dash_clientside.no_update;
  }

  const shut = (pressed) => (pressed ? false : window.dash_clientside.no_update);

  function leave(where) {
    if (where) setTimeout(() => location.assign(where), 1500);
    return window.dash_clientside.no_update;
  }

  window.crm = { ...window.crm, keep, leaving: () => leaving };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, address, open, openNew, shut, leave },
  };
})();
