/* Fields that find a record by typing: the pattern of an editable combobox with a list, fed by the server. */
(() => {
  const PAUSE = 180;
  const waiting = new WeakMap();
  const box = (element) => element.closest(".lookup");
  const text = (lookup) => lookup.querySelector(".lookup-text");
  const list = (lookup) => lookup.querySelector(".lookup-list");
  const options = (lookup) => [...list(lookup).querySelectorAll("[role=option]:not([aria-disabled])")];
  const isMany = (lookup) => lookup.classList.contains("lookup-many");
  const part = (lookup, kind) => ({ field: lookup.dataset.field, [kind === "field" ? "form" : "panel"]: lookup.dataset.form, kind });
  const held = (id) => window.dash_component_api.getLayout(id)?.props ?? {};
  const set = (id, props) => window.dash_clientside.set_props(id, props);

  function introduce(input) {
    const found = list(box(input));
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", found.id);
    input.setAttribute("aria-expanded", String(!found.hidden));
  }

  /* What the page or the form's other lookups say narrows this one: the contacts of the customer, the tasks of the process. */
  function within(lookup) {
    const siblings = [...(lookup.closest(".form")?.querySelectorAll(".lookup:not(.lookup-many)") ?? [])];
    const given = siblings
      .filter((other) => other !== lookup)
      .map((other) => [other.dataset.field, held(part(other, "field")).value])
      .filter(([, value]) => value);
    return { ...Object.fromEntries(given), ...JSON.parse(lookup.dataset.within ?? "{}") };
  }

  function ask(lookup, words) {
    clearTimeout(waiting.get(lookup));
    const send = () => set(part(lookup, "lookup-ask"), { data: { words, within: within(lookup), at: Date.now() } });
    waiting.set(lookup, setTimeout(send, words ? PAUSE : 0));
    expand(lookup, true);
  }

  function expand(lookup, open) {
    list(lookup).hidden = !open;
    text(lookup).setAttribute("aria-expanded", String(open));
    if (!open) mark(lookup, null);
  }

  function mark(lookup, option) {
    options(lookup).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (!option) return text(lookup).removeAttribute("aria-activedescendant");
    option.id ||= `option-${Math.random().toString(36).slice(2)}`;
    text(lookup).setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  const marked = (lookup) => options(lookup).find((one) => one.getAttribute("aria-selected") === "true");

  function step(lookup, by) {
    const all = options(lookup);
    const at = all.indexOf(marked(lookup));
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    if (all.length) mark(lookup, all[next]);
  }

  function pick(lookup, option) {
    expand(lookup, false);
    if (option.dataset.creates) return create(lookup, option.dataset);
    choose(lookup, option.dataset.value, option.dataset.label);
  }

  function create(lookup, { creates, called, words }) {
    const preset = { ...within(lookup), [called]: words };
    const into = { form: lookup.dataset.form, field: lookup.dataset.field };
    set("related-open", { data: { entity: creates, id: "new", preset, into, at: Date.now() } });
  }

  function choose(lookup, value, label) {
    if ("picks" in lookup.dataset) {
      set(part(lookup, "lookup-text"), { value: "" });
      return value && window.crm.picked(lookup.dataset.field, value);
    }
    if (isMany(lookup)) return add(lookup, value, label);
    set(part(lookup, "field"), { value });
    set(part(lookup, "lookup-text"), { value: label });
    lookup.dataset.before = label ?? ""; // leaving the field keeps it
    window.crm.touched?.(lookup);
  }

  function add(lookup, value, label) {
    const { options: offered = [], value: chosen = [] } = held(part(lookup, "field"));
    const known = offered.some((one) => one.value === value);
    set(part(lookup, "field"), { options: known ? offered : [...offered, { value, label }], value: [...new Set([...chosen, value])] });
    set(part(lookup, "lookup-text"), { value: "" });
    window.crm.touched?.(lookup);
  }

  /* Leaving the field with half a word in it puts back what is chosen; leaving it blank chooses nothing. */
  function settle(lookup) {
    const typed = text(lookup).value;
    if (typed === (lookup.dataset.before ?? typed)) return;
    if (isMany(lookup)) return set(part(lookup, "lookup-text"), { value: "" });
    if (typed.trim()) set(part(lookup, "lookup-text"), { value: lookup.dataset.before });
    else choose(lookup, null, "");
  }

  const KEYS = {
    ArrowDown: (lookup) => (list(lookup).hidden ? ask(lookup, "") : step(lookup, 1)),
    ArrowUp: (lookup) => (list(lookup).hidden ? ask(lookup, "") : step(lookup, -1)),
    Escape: (lookup) => expand(lookup, false),
    Enter: (lookup) => (marked(lookup) ? pick(lookup, marked(lookup)) : expand(lookup, false)),
  };

  document.addEventListener("focusin", (event) => {
    if (!event.target.matches(".lookup-text")) return;
    introduce(event.target);
    const lookup = box(event.target);
    lookup.dataset.before = held(part(lookup, "lookup-text")).value ?? "";
    event.target.select();
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".lookup-text")) ask(box(event.target), event.target.value);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const act = event.target.matches?.(".lookup-text") && !event.ctrlKey && KEYS[event.key];
      if (!act) return;
      const lookup = box(event.target);
      if (event.key === "Escape" && list(lookup).hidden) return; // then it is for the panel
      event.preventDefault();
      event.stopPropagation();
      act(lookup);
    },
    true,
  );
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".lookup-list")) event.preventDefault(); // the field keeps the focus
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".lookup-list [role=option]:not([aria-disabled])");
    const clear = event.target.closest(".lookup-clear");
    if (option) pick(box(option), option);
    else if (clear) choose(box(clear), null, "");
    else if (event.target.matches(".lookup-text") && list(box(event.target)).hidden) ask(box(event.target), "");
  });
  document.addEventListener("focusout", (event) => {
    if (!event.target.matches(".lookup-text")) return;
    const lookup = box(event.target);
    clearTimeout(waiting.get(lookup));
    expand(lookup, false);
    settle(lookup);
  });

  // The role stands from the first moment, also for who never focuses the field.
  new MutationObserver(() => {
    document.querySelectorAll(".lookup-text:not([role])").forEach(introduce);
  }).observe(document.documentElement, { childList: true, subtree: true });

  /* What was made on the spot is chosen where it was asked for. */
  function fillLookup({ form, field }, { id, title }) {
    const lookup = document.querySelector(`.lookup[data-form="${form}"][data-field="${field}"]`);
    if (!lookup) return;
    choose(lookup, id, title);
    text(lookup).focus();
  }

  function showLookup(form, field, value, label) {
    const lookup = document.querySelector(`.lookup[data-form="${form}"][data-field="${field}"]`);
    if (lookup && !isMany(lookup)) set(part(lookup, "lookup-text"), { value: label ?? "" });
  }

  window.crm = { ...window.crm, fillLookup, showLookup };
})();
