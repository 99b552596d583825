/* Files to import: chosen or dropped, sent as they are with their progress shown; and the link of an import in its list. */
(() => {
  const make = (...given) => window.React.createElement(...given);

  function shown(button) {
    return (button.closest("li") ?? button.closest(".zone") ?? button.parentElement).querySelector(".upload-state");
  }

  function say(place, text, wrong) {
    place.classList.toggle("is-wrong", Boolean(wrong));
    place.replaceChildren(text);
  }

  function moving(place, name) {
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Uploading ${name}`);
    const words = document.createElement("span");
    place.classList.remove("is-wrong");
    place.replaceChildren(words, bar);
    return (done, all) => {
      bar.value = all ? done / all : 0;
      words.textContent = done < all ? `Uploading ${name}: ${Math.round((100 * done) / all)} %` : `${name} is being stored…`;
    };
  }

  let sending = false;
  function send(button, file) {
    if (sending || !file) return;
    const place = shown(button);
    const name = button.dataset.named || file.name;
    const request = new XMLHttpRequest();
    const step = moving(place, file.name);
    sending = button.disabled = true;
    request.open("POST", `${button.dataset.upload}?${new URLSearchParams({ name })}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => step(event.loaded, event.total));
    request.addEventListener("loadend", () => {
      sending = button.disabled = false;
      ended(button, place, request);
    });
    request.send(file);
  }

  window.addEventListener("beforeunload", (event) => sending && event.preventDefault());

  /* Who has gone to another page meanwhile is told there, and not taken back. */
  function tell(place, text) {
    if (place) say(place, text, true);
    else window.crm.toast({ text, kind: "danger" });
  }

  function ended(button, place, request) {
    const answer = request.response ?? {};
    if (request.status === 401) return window.location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    const here = button.isConnected;
    if (request.status !== 200) return tell(here && place, answer.message || "The file did not arrive. Check the connection, then try again.");
    say(place, "");
    if (!here) window.crm.toast({ text: "Your file is uploaded; it is among the imports.", kind: "success" });
    else if (button.dataset.opens) window.crm.go(`${button.dataset.opens}?of=${answer.id}`);
    else window.dash_clientside.set_props("import-changed", { data: Date.now() });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-upload]");
    if (!button || button.disabled) return;
    const input = Object.assign(document.createElement("input"), { type: "file" });
    input.addEventListener("change", () => send(button, input.files[0]));
    input.click();
  });

  const zone = (event) => (event.dataTransfer?.types.includes("Files") ? event.target.closest?.("[data-drop]") : null);
  const over = (found) => document.querySelectorAll("[data-drop]").forEach((one) => one.classList.toggle("is-over", one === found));
  document.addEventListener("dragover", (event) => {
    const found = zone(event);
    if (found) event.preventDefault();
    over(found);
  });
  document.addEventListener("dragleave", (event) => !event.relatedTarget && over(null));
  document.addEventListener("drop", (event) => {
    const found = zone(event);
    over(null);
    if (!found) return;
    event.preventDefault();
    const place = found.querySelector(".upload-state");
    if (event.dataTransfer.files.length > 1) return say(place, "Drop one file at a time.", true);
    send(found.querySelector("[data-upload]"), event.dataTransfer.files[0]);
  });

  /* What is drawn anew takes the focus with it: it goes to the heading of what there is now, not to nowhere. */
  let held = null;
  let within = null;
  document.addEventListener("focusin", ({ target }) => {
    within = target.closest("#import-content, #import-kept");
    held = within && target;
  });
  new MutationObserver(() => {
    if (!held || held.isConnected || document.activeElement !== document.body) return;
    held = null;
    const heading = within.querySelector("h2") ?? document.querySelector("h1");
    if (heading) heading.tabIndex = -1;
    heading?.focus();
  }).observe(document.documentElement, { childList: true, subtree: true });

  function ImportLink({ value, data }) {
    if (!data) return null;
    return make("a", { href: `/imports?of=${data.id}`, className: "import-link", tabIndex: -1, "data-go": "" }, value);
  }

  window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, ImportLink };
})();
