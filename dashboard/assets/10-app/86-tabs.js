/* Tabs: arrow keys go along their bar, and the chosen one is kept in its store and in the address. */
(() => {
  const bar = (element) => element.closest("[role=tablist][data-store]");
  const tabs = (list) => [...list.querySelectorAll("[role=tab]")];
  const still = () => window.dash_clientside.no_update;

  function choose(tab) {
    if (tab.getAttribute("aria-selected") !== "true") {
      window.dash_clientside.set_props(bar(tab).dataset.store, { data: { tab: tab.dataset.tab } });
    }
  }

  /* As the store says; also after going back to a page that was left with another tab open. */
  function showTab(chosen, id) {
    const list = document.getElementById(id);
    if (!list || !chosen?.tab) return still();
    tabs(list).forEach((tab) => {
      const is = tab.dataset.tab === chosen.tab;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      if (!is) return;
      document.getElementById(list.dataset.panel)?.setAttribute("aria-labelledby", tab.id);
      bringIntoView(list, tab);
    });
    keepInAddress(chosen.tab);
    return still();
  }

  const bringIntoView = (list, tab) => list.scrollTo({ left: tab.offsetLeft - (list.clientWidth - tab.clientWidth) / 2 });

  function keepInAddress(name) {
    const wanted = new URLSearchParams(location.search);
    wanted.set("tab", name);
    history.replaceState(history.state, "", `${location.pathname}?${wanted}`);
  }

  /* The counts make the tabs wider, so the chosen one may have moved out of sight. */
  function tabCounts(counts, ids) {
    setTimeout(() => document.querySelectorAll("[role=tablist][data-store] [aria-selected=true]").forEach((tab) => bringIntoView(bar(tab), tab)), 50);
    return ids.map(({ tab }) => (counts && tab in counts ? counts[tab].toLocaleString("en") : ""));
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tablist][data-store] [role=tab]");
    if (tab) choose(tab);
    const leads = event.target.closest("[data-shows-tab]");
    const led = leads && document.getElementById(leads.dataset.showsTab);
    if (!led) return;
    choose(led);
    led.focus({ preventScroll: true });
    led.scrollIntoView({ block: "start", behavior: "smooth" });
  });

  const STEPS = { ArrowRight: (place) => place + 1, ArrowLeft: (place) => place - 1, Home: () => 0, End: () => -1 };

  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.matches("[role=tablist][data-store] [role=tab]")) return;
    event.preventDefault();
    const all = tabs(bar(event.target));
    const next = all.at(step(all.indexOf(event.target)) % all.length);
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, showTab, tabCounts },
  };
})();
