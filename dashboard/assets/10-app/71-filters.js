/* Filters of a page of figures. The address is what holds: the store, the menus and the chips follow it. */
(() => {
  const LONGEST = 200;
  const MOST = 51;
  const PAUSE = 350;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const held = (id) => window.dash_component_api.getLayout(id)?.props ?? {};
  const bar = () => document.querySelector(".filter-bar");
  const line = () => document.querySelector(".answer-line");
  const here = () => bar()?.dataset.path === location.pathname;
  const told = (name) => JSON.parse(bar().dataset[name]);
  const sorted = (query) => JSON.stringify(Object.entries(query).map(([name, values]) => [name, [...values].sort()]).sort());
  const alike = (one, other) => sorted(one) === sorted(other);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // ---- the address
  function asked() {
    const said = new URLSearchParams(location.search);
    const found = told("names").map((name) => [name, said.getAll(name).slice(0, MOST).map((value) => value.slice(0, LONGEST))]);
    return Object.fromEntries(found.filter(([, values]) => values.length));
  }

  function address(wanted) {
    const said = new URLSearchParams(location.search);
    told("names").forEach((name) => said.delete(name));
    told("names").forEach((name) => (wanted[name] ?? []).forEach((value) => said.append(name, value)));
    return location.pathname + (said.size ? `?${said}` : "");
  }

  /* Asking for something else is a step one can go back from. */
  function ask(wanted) {
    const full = Object.fromEntries(Object.entries(wanted).filter(([, values]) => values.length));
    if (same(full, asked())) return;
    history.pushState({}, "", address(full));
    follow();
  }

  /* The store asks the server; what it holds already is not asked for again. */
  function follow() {
    if (!here()) return;
    const wanted = asked();
    if (!same(wanted, held("answer-query").data?.asked ?? {})) set("answer-query", { data: { asked: wanted, at: Date.now() } });
    show();
  }

  /* What the server understood is what stands in the address; how it came there is no step of its own. */
  let understood = null;
  function settle() {
    if (!line() || !here() || line().dataset.asked === understood) return;
    understood = line().dataset.asked;
    const wanted = JSON.parse(understood);
    if (!same(wanted, asked()) && same(held("answer-query").data?.asked ?? {}, asked())) history.replaceState(history.state, "", address(wanted));
    show();
  }

  // ---- the menus say what is chosen
  const today = () => line()?.dataset.today ?? new Date().toISOString().slice(0, 10);
  const count = (wanted, name) => (name === "period" ? ["from", "to", "against"].some((part) => wanted[part]?.[0]) * 1 : wanted[name]?.length ?? 0);

  function show() {
    if (!bar() || !here()) return;
    const wanted = asked();
    bar().querySelectorAll("[data-filter]").forEach((option) => {
      option.setAttribute("aria-checked", String((wanted[option.dataset.filter] ?? []).includes(option.dataset.value)));
    });
    bar().querySelectorAll("[data-filter-menu]").forEach((menu) => {
      const chosen = count(wanted, menu.dataset.filterMenu);
      menu.classList.toggle("is-on", chosen > 0);
      menu.querySelector(".filter-count").textContent = chosen > 1 ? chosen : "";
    });
    bar().querySelectorAll("[data-saved]").forEach((view) => view.setAttribute("aria-pressed", String(alike(JSON.parse(view.dataset.saved), wanted))));
    showPeriod(wanted);
    showWords(wanted.q?.[0] ?? "");
    showListing(wanted);
  }

  function showPeriod(wanted) {
    const [from, to] = [wanted.from?.[0] ?? "", wanted.to?.[0] ?? ""];
    bar().querySelectorAll("[data-preset]").forEach((button) => {
      button.setAttribute("aria-pressed", String(same(PRESETS[button.dataset.preset](day(today())), [from, to])));
    });
    bar().querySelectorAll("[data-against]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.against === (wanted.against?.[0] ?? "")));
    });
    [["answer-from", from], ["answer-to", to]].forEach(([id, value]) => {
      if (document.getElementById(id) && (held(id).value ?? "") !== value) set(id, { value });
    });
  }

  function showWords(words) {
    const box = document.getElementById("answer-words");
    if (box && box !== document.activeElement && box.value !== words) set("answer-words", { value: words });
  }

  // ---- periods, in days of UTC so that no clock change moves them
  const day = (text) => new Date(`${text}T00:00:00Z`);
  const text = (date) => date.toISOString().slice(0, 10);
  const plus = (date, days) => new Date(date.getTime() + days * 86_400_000);
  const month = (date, by, dayOf = 1) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, dayOf));
  const PRESETS = {
    "": () => ["", ""],
    "4w": (now) => [text(plus(now, -27)), text(now)],
    "12w": (now) => [text(plus(now, -83)), text(now)],
    month: (now) => [text(month(now, 0)), text(now)],
    "last-month": (now) => [text(month(now, -1)), text(month(now, 0, 0))],
    quarter: (now) => [text(month(now, -(now.getUTCMonth() % 3))), text(now)],
    year: (now) => [`${now.getUTCFullYear()}-01-01`, text(now)],
    "12m": (now) => [text(month(now, -11)), text(now)],
  };
  const days = (from, to) => ({ ...asked(), from: from ? [from] : [], to: to ? [to] : [] });

  // ---- what is pressed
  function toggle(name, value) {
    const wanted = asked();
    const values = wanted[name] ?? [];
    ask({ ...wanted, [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value] });
  }

  function takeOff(name, value) {
    if (name === "*") return ask({});
    const wanted = asked();
    name.split(",").forEach((one) => (wanted[one] = value ? (wanted[one] ?? []).filter((other) => other !== value) : []));
    ask(wanted);
  }

  const PRESSED = {
    "[data-filter]": ({ filter, value }) => toggle(filter, value),
    "[data-unfilter]": ({ unfilter, value }) => takeOff(unfilter, value),
    "[data-preset]": ({ preset }) => ask(days(...PRESETS[preset](day(today())))),
    "[data-saved]": ({ saved }) => ask(JSON.parse(saved)),
    "[data-view-act]": ({ viewAct, viewId }) => set("view-act", { data: { do: viewAct, id: viewId, at: Date.now() } }),
    "[data-against]": ({ against }) => ask({ ...asked(), against: against ? [against] : [] }),
  };

  document.addEventListener("click", (event) => {
    if (!bar()) return;
    if (event.target.closest("#answer-list")) return list(last);
    if (event.target.closest("[data-mark]")) return list(JSON.parse(event.target.closest("[data-mark]").dataset.mark));
    if (event.target.closest("[data-filter-more]")) return more(event.target.closest("[data-filter-more]"));
    if (event.target.closest("[data-filter-toggle]")) return unfold(event.target.closest("[data-filter-toggle]"));
    Object.entries(PRESSED).forEach(([kind, act]) => {
      const pressed = event.target.closest(kind);
      if (!pressed) return;
      if (pressed.matches("[data-unfilter]")) returnTo = pressed.closest(".chips");
      act(pressed.dataset);
    });
  });

  function more(button) {
    const open = bar().classList.toggle("shows-all");
    button.setAttribute("aria-expanded", String(open));
    button.querySelector("span").textContent = open ? "Fewer" : `${bar().querySelectorAll(".is-further").length} more`;
  }

  function unfold(button) {
    const open = bar().classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  }

  let waiting = 0;
  document.addEventListener("input", (event) => {
    if (event.target.id !== "answer-words") return;
    clearTimeout(waiting);
    const words = event.target.value.trim();
    waiting = setTimeout(() => ask({ ...asked(), q: words ? [words] : [] }), PAUSE);
  });
  document.addEventListener("change", (event) => {
    if (!["answer-from", "answer-to"].includes(event.target.id)) return;
    const { value: from } = document.getElementById("answer-from");
    const { value: to } = document.getElementById("answer-to");
    ask(days(from, to));
  });

  const picked = (name, value) => (asked()[name] ?? []).includes(value) || toggle(name, value);

  // ---- a mark that stands for filters narrows the page; whatever else, and with Shift, it lists its records
  let shifted = false;
  let last = null;
  ["pointerdown", "keydown"].forEach((kind) => document.addEventListener(kind, (event) => (shifted = event.shiftKey), true));

  const UNMEANT = ["kpi", "at", "records", "hours"]; // what a mark is of, when it was chosen, and what it counts

  function meant(mark) {
    if (!bar() || !here()) return null;
    const marks = told("marks");
    const named = Object.entries(mark).filter(([name]) => !UNMEANT.includes(name));
    if (!named.length || !named.every(([name]) => marks[name])) return null;
    return Object.fromEntries(named.map(([name, value]) => [marks[name], [value]]));
  }

  const holds = (wanted, means) => Object.entries(means).every(([name, values]) => same(wanted[name] ?? [], values));

  /* Whether the page was narrowed to the mark; where it is already, its records are wanted. */
  function narrow(mark) {
    const means = meant(mark);
    if (shifted || !means || holds(asked(), means)) return false;
    last = mark;
    ask({ ...asked(), ...means });
    return true;
  }

  function showListing(wanted) {
    const button = document.getElementById("answer-list");
    const means = last && meant(last);
    if (button) button.hidden = !(means && holds(wanted, means));
  }

  const list = (mark) => mark && set("drill-query", { data: { ...mark, at: Date.now() } });

  // ---- a menu opens where there is room, and the focus is not lost with a chip
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.(".filter[open]")) return;
      const body = event.target.querySelector(".popup-body");
      body.classList.remove("to-left");
      body.classList.toggle("to-left", body.getBoundingClientRect().right > document.documentElement.clientWidth - 8);
      body.querySelector(".lookup-text")?.focus(); // who opens it wants to type
    },
    true,
  );

  let returnTo = null;
  function refocus() {
    if (!returnTo || document.activeElement !== document.body) return;
    returnTo = null;
    (document.querySelector("#answer-chips .chip") ?? document.querySelector(".filter-pill, .filter-toggle"))?.focus();
  }

  // ---- going back, another page of ours, and what the server has drawn
  ["popstate", "_dashprivate_pushstate"].forEach((kind) => window.addEventListener(kind, () => setTimeout(follow)));
  let known = null;

  /* A page that opens with filters of its reader's choice says so in its address. */
  function meet() {
    const wanted = held("answer-query").data?.asked ?? {};
    if (here() && !Object.keys(asked()).length && Object.keys(wanted).length) history.replaceState(history.state, "", address(wanted));
  }

  function drawn() {
    if (bar() !== known) {
      known = bar();
      understood = null;
      last = null;
      meet();
      show();
    }
    settle();
    refocus();
  }
  new MutationObserver(drawn).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-asked", "data-saved"] });

  const choose = (mark) => narrow(mark) || list(mark);

  window.crm = { ...window.crm, picked, narrow, chooseMark: choose, listMark: list };
})();
