/* The record that stands open in the panel, when something has been written beside it: by an undo, or in a list. */
(() => {
  const still = () => window.dash_clientside.no_update;
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const panel = () => document.getElementById("record");
  const isOpen = () => window.dash_component_api.getLayout("record")?.props.is_open;
  const CLOSING = 400; // milliseconds: what the panel itself has saved closes it, and then there is nothing to read

  function askAgain(changed, opened) {
    if (changed && opened?.id !== "new") setTimeout(() => isOpen() && set("record-check", { data: Date.now() }), CLOSING);
    return still();
  }

  /* What is typed into the form is never replaced: saving shows both versions. */
  function readAgain(stale, opened) {
    if (!stale || !isOpen() || opened?.id !== stale.id) return still();
    if (panel().dataset.touched) window.crm.toast({ kind: "warning", text: SAID[stale.gone] });
    else if (stale.gone) set("record", { is_open: false });
    else reopen(opened);
    return still();
  }

  const SAID = {
    true: "The record that is open here is not there any more.",
    false: "The record that is open here has changed. Saving will show you both versions.",
  };

  function reopen(opened) {
    const inside = panel().contains(document.activeElement);
    set("record-open", { data: { ...opened, at: Date.now() } });
    if (inside) setTimeout(() => document.activeElement === document.body && panel().focus(), 1000);
  }

  window.dash_clientside = {
    ...window.dash_clientside,
    crm: { ...window.dash_clientside?.crm, askAgain, readAgain },
  };
})();
