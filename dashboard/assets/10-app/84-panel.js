/* The panel in which a record is opened: what opens it, what it asks before it closes, and its address. */
(() => {
  const still = () => window.dash_clientside.no_update;
  const find = (id) => document.getElementById(id);
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const PANELS = ["record", "related"];
  const isShown = (panel) => panel?.classList.contains("show");
  const top = () => PANELS.map(find).filter(isShown).pop();
  const list = () => document.querySelector('.records[data-is-page="yes"]')?.dataset.entity;
  const lives = (element) => element.isConnected && !element.closest("[inert]");

  const unsaved = () => PANELS.map(find).filter((panel) => isShown(panel) && panel.dataset.touched).pop();

  /* In place of whatever is open; what is typed there is asked about first. */
  function openRecord({ entity, id, preset }) {
    if (unsaved()) return askToLeave(unsaved(), () => openRecord({ entity, id, preset }));
    if (isShown(find("related"))) set("related", { is_open: false });
    set("record-open", { data: { entity, id, preset: preset ?? {}, at: Date.now() } });
  }

  let opener = null;
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-open-entity]");
    if (!pressed || event.defaultPrevented) return;
    opener = pressed;
    const { openEntity: entity, openId: id, openPreset: preset } = pressed.dataset;
    openRecord({ entity, id: id || "new", preset: preset ? JSON.parse(preset) : {} });
  });

  /* A page of ours without loading everything again. */
  function go(href) {
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  // ---- what is in the address: ?open=ID on an entity's own list, ?record=ENTITY:ID elsewhere
  let arrived = "";
  function arrive() {
    const here = location.pathname + location.search;
    const isElsewhere = arrived && arrived.split("?")[0] !== location.pathname;
    const wanted = new URLSearchParams(location.search);
    const [entity, id] = wanted.has("open") ? [entityAt(location.pathname), wanted.get("open")] : split(wanted.get("record"));
    if (entity && id && here !== arrived) openRecord({ entity, id });
    else if (isElsewhere && !unsaved()) PANELS.map(find).filter(isShown).forEach((panel) => set(panel.id, { is_open: false }));
    arrived = here;
    return still();
  }

  const entityAt = (path) => path.slice(1).replaceAll("-", "_");
  const split = (said) => (said ? [said.slice(0, said.indexOf(":")), said.slice(said.indexOf(":") + 1)] : []);

  function address(opened) {
    const wanted = new URLSearchParams(location.search);
    ["open", "record"].forEach((name) => wanted.delete(name));
    if (opened && list() === opened.entity) wanted.set("open", opened.id);
    else if (opened && opened.id !== "new") wanted.set("record", `${opened.entity}:${opened.id}`);
    const query = wanted.size ? `?${wanted}` : "";
    if (query !== location.search) history.replaceState(history.state, "", location.pathname + query);
    arrived = location.pathname + query;
  }

  function showPanel(isOpen, opened, panel) {
    touched(find(panel), false);
    if (panel === "record") address(isOpen ? opened : null);
    if (!isOpen && panel === "record" && opener) setTimeout(() => giveBack(6), 350);
    return still();
  }

  /* The focus goes back to what opened the panel; a list that is read again just then draws it anew. */
  function giveBack(times) {
    const { openEntity: entity, openId: id } = opener.dataset;
    const lost = !top() && (document.activeElement === document.body || !document.activeElement);
    const there = lives(opener) ? opener : document.querySelector(`[data-open-entity="${entity}"][data-open-id="${CSS.escape(id)}"]`);
    if (lost) there?.focus();
    if (times) setTimeout(() => giveBack(times - 1), 250);
  }

  // ---- nothing typed is lost by a slip
  function touched(element, is = true) {
    const panel = element?.closest?.(PANELS.map((id) => `#${id}`).join());
    if (panel) panel.dataset.touched = is ? "yes" : "";
    if (!is) panel?.querySelector(".leave-ask")?.remove();
  }

  document.addEventListener("input", (event) => touched(event.target));
  document.addEventListener("change", (event) => touched(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved() && !window.crm.leaving?.()) event.preventDefault();
  });

  document.addEventListener(
    "click",
    (event) => {
      const close = event.target.closest(PANELS.map((id) => `#${id} .btn-close`).join());
      const panel = close?.closest(".offcanvas");
      if (!panel?.dataset.touched) return;
      event.preventDefault();
      event.stopPropagation();
      askToLeave(panel, () => panel.querySelector(".btn-close").click());
    },
    true,
  );

  function askToLeave(panel, then) {
    panel.querySelector(".leave-ask")?.remove();
    const asked = document.createElement("div");
    asked.className = "leave-ask";
    asked.setAttribute("role", "alertdialog");
    asked.setAttribute("aria-label", "Close without saving?");
    asked.innerHTML = '<p>What you changed is not saved yet.</p><div class="form-foot"><button type="button" class="btn btn-primary leave-keep">Keep editing</button><button type="button" class="btn btn-plain leave-drop">Close without saving</button></div>';
    asked.querySelector(".leave-keep").addEventListener("click", () => asked.remove());
    asked.querySelector(".leave-drop").addEventListener("click", () => {
      touched(panel, false);
      then();
    });
    panel.querySelector(".offcanvas-header").after(asked);
    asked.querySelector(".leave-keep").focus();
  }

  // ---- after the server has answered
  function leavePanel(saved, opened, panel) {
    if (!saved) return still();
    touched(find(panel), false);
    set(panel, { is_open: false });
    if (panel === "related" && saved.id && opened?.into) window.crm.fillLookup(opened.into, saved);
    if (panel === "record" && saved.page) go(saved.page);
    return still();
  }

  function sayProblems(said, places) {
    const messages = said?.messages ?? {};
    const fields = places.map((place) => place.field);
    const beside = Object.entries(messages).filter(([name]) => !name || !fields.includes(name)).map(([, text]) => text);
    setTimeout(() => firstWrong(places[0]?.form), 60);
    return places.map(({ field }) => (field ? messages[field] ?? "" : beside.join(" ")));
  }

  function firstWrong(form) {
    const within = form === "bulk" ? find("bulk-body") : find(`${form}-body`);
    const wrong = [...(within?.querySelectorAll(".field-problem, .form-problem") ?? [])].find((place) => place.textContent);
    const field = wrong?.closest(".field");
    const control = field?.querySelector("input:not([type=hidden]), select, textarea");
    if (control) control.focus();
    else wrong?.scrollIntoView({ block: "nearest" });
  }

  // ---- two people, one record: whose value the form holds
  function pickSides(picked, ids, sides) {
    ids.forEach(({ form, field }, at) => {
      const side = sides?.[field]?.[picked[at]];
      if (!side) return;
      set({ field, form, kind: "field" }, { value: side.value });
      window.crm.showLookup(form, field, side.value, side.label);
      touched(find(form));
    });
    return still();
  }

  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-pick-all]");
    const clash = all?.closest(".clash");
    clash?.querySelectorAll(`input[type=radio][value="${all.dataset.pickAll}"]`).forEach((radio) => radio.click());
    if (event.target.closest(".panel-close")) event.target.closest(".offcanvas").querySelector(".btn-close").click();
    if (event.target.closest(".bulk-cancel")) set("bulk", { is_open: false });
  });

  // ---- keyboard
  // A letter typed over a cell that can be changed begins to change it.
  const isTyping = (element) =>
    element.matches("input, textarea, select, [contenteditable]") || element.closest(".ag-cell:not(:has(.record-open))");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(top()?.querySelector(".panel-foot .btn-primary"));
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "n" && plain && !isTyping(event.target) && !top()) press(event, document.querySelector(".records-new"));
  });

  /* A form that has just been drawn holds its button back for a moment; what is being saved is not saved twice. */
  function save(button) {
    if (!button?.isConnected || (button.disabled && button.dataset.pressed)) return;
    if (button.disabled) return setTimeout(() => save(button), 100);
    button.dataset.pressed = "yes";
    button.click();
  }

  function press(event, button) {
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  // A blank form is there to be typed into; the form of a record is there to be read first.
  const drawn = new MutationObserver((changes) => {
    const forms = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.querySelector);
    const form = forms.map((node) => (node.matches?.(".form") ? node : node.querySelector("#record-form, #related-form"))).find(Boolean);
    const panel = form?.closest(".offcanvas");
    if (panel && panel.querySelector(".offcanvas-title")?.textContent.startsWith("New ")) setTimeout(() => firstField(form), 80);
  });
  function firstField(form) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
    (fields.find((field) => !field.value) ?? fields[0])?.focus();
  }
  drawn.observe(document.documentElement, { childList: true, subtree: true });

  window.crm = { ...window.crm, openRecord, go, touched };
  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, arrive, showPanel, leavePanel, sayProblems, pickSides },
  };
})();
