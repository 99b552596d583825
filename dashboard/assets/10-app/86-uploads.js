/* Files on their way in: chosen or dropped, sent one after the other with progress, cancelled, and tried again. */
(() => {
  const set = (id, props) => window.dash_clientside.set_props(id, props);
  const BUSY = [429, 503];
  const TRIES = 30;
  const WAIT = 4000; // milliseconds before a busy server is asked again
  const LOST = "The connection was lost before the file had arrived. Try again.";
  const ENDED = "Your session has ended. Sign in in another tab, then try again.";
  let files = []; // each { file, document, state, loaded, said, key, sent, tries, request }
  let count = 0;

  // ---- drawing
  const { element, icon } = window.crm;
  const LOOKS = { ready: "bi-file-earmark", sending: "bi-arrow-up-circle", waiting: "bi-hourglass-split", failed: "bi-exclamation-triangle", refused: "bi-x-octagon" };

  function size(bytes) {
    const units = [[1024 ** 3, "GB"], [1024 ** 2, "MB"], [1024, "KB"]];
    const [unit, name] = units.find(([least]) => bytes >= least) ?? [1, "bytes"];
    const amount = bytes / unit;
    return `${amount < 10 && amount % 1 && unit > 1 ? amount.toFixed(1) : Math.round(amount)} ${name}`;
  }

  function words(item) {
    if (item.state === "sending") {
      const part = Math.floor((item.loaded / item.file.size) * 100);
      return part < 100 ? `${part} % of ${size(item.file.size)}` : "Being checked and stored …";
    }
    return item.said || (item.state === "waiting" ? "Waiting for its turn …" : size(item.file.size));
  }

  function press(item, label, look, act) {
    const button = element("button", { type: "button", class: "icon-button", title: label, "aria-label": `${label}: ${item.file.name}` }, icon(look));
    button.addEventListener("click", act);
    return button;
  }

  function line(item) {
    const said = element("span", { class: "upload-said", role: ["failed", "refused"].includes(item.state) ? "alert" : null }, words(item));
    const name = element("strong", {}, element("bdi", {}, item.file.name));
    const bar = element("progress", { max: item.file.size || 1, value: item.loaded, "aria-label": `Progress of ${item.file.name}` });
    const about = element("div", { class: "row-words" }, name, ...(item.state === "sending" ? [bar] : []), said);
    const buttons = [];
    if (["sending", "waiting"].includes(item.state)) buttons.push(press(item, "Cancel", "bi-x-lg", () => cancel(item)));
    if (item.state === "failed") buttons.push(press(item, "Try again", "bi-arrow-clockwise", () => again(item)));
    if (["ready", "failed", "refused"].includes(item.state)) buttons.push(press(item, "Take out", "bi-trash3", () => drop(item)));
    return element("li", { class: `upload-file is-${item.state}`, "data-number": item.number }, icon(LOOKS[item.state]), about, ...buttons);
  }

  /* Only the bar and the words change while a file is sent: a button must not vanish under a finger. */
  function moved(item) {
    document.querySelectorAll(`.upload-file[data-number="${item.number}"]`).forEach((row) => {
      const bar = row.querySelector("progress");
      if (bar) bar.value = item.loaded;
      row.querySelector(".upload-said").textContent = words(item);
    });
  }

  function draw() {
    document.querySelectorAll(".upload-list").forEach((list) => {
      const mine = files.filter((item) => item.document === list.dataset.document);
      list.replaceChildren(...mine.map(line));
      list.dataset.drawn = "yes";
    });
    const send = document.querySelector(".upload-send");
    if (!send) return;
    const ready = files.filter((item) => !item.document && ["ready", "failed"].includes(item.state)).length;
    const sending = files.some((item) => !item.document && ["sending", "waiting"].includes(item.state));
    send.disabled = !ready;
    send.textContent = sending && !ready ? "Uploading …" : ready > 1 ? `Upload ${ready} files` : "Upload";
  }

  new MutationObserver(() => {
    if (document.querySelector(".upload-list:not([data-drawn])")) draw();
  }).observe(document.documentElement, { childList: true, subtree: true });

  // ---- choosing
  function unfit(file, { most, endings }) {
    const dot = file.name.lastIndexOf(".");
    const ending = dot > 0 ? file.name.slice(dot).toLowerCase() : "";
    if (!file.size) return "The file is empty.";
    if (most && file.size > Number(most)) return `The file is larger than ${size(Number(most))}, the most that is taken.`;
    if (/^\.(doc|dot|xls|xlt|xla|ppt|pot|pps)[mb]$/.test(ending)) return "Office files with macros are not taken. Save it without macros.";
    if (ending && endings && !endings.split(",").includes(ending)) return `Files ending in ${ending} are not taken.`;
    return "";
  }

  function add(chosen, document_, rules) {
    const made = [...chosen].map((file) => {
      const said = unfit(file, rules);
      count += 1;
      return { file, document: document_, state: said ? "refused" : "ready", said, loaded: 0, tries: 0, number: count };
    });
    files = [...files.filter((item) => !document_ || item.document !== document_ || item.state === "sending"), ...made];
    draw();
    return made;
  }

  function choose(rules, several, then) {
    const input = element("input", { type: "file", accept: rules.endings, ...(several ? { multiple: "" } : {}) });
    input.addEventListener("change", () => input.files.length && then(input.files));
    input.click();
  }

  function replace(document_, rules, chosen) {
    add([...chosen].slice(0, 1), document_, rules).filter((item) => item.state === "ready").forEach((item) => (item.state = "waiting"));
    draw();
    next();
  }

  // ---- sending, one at a time
  const field = (name) => document.getElementById(JSON.stringify({ field: name, form: "upload", kind: "field" }))?.value ?? "";
  const problem = (name) => document.getElementById(JSON.stringify({ field: name, form: "upload", kind: "problem" }));

  function tell(problems) {
    ["customer_id", "category", "description", ""].forEach((name) => {
      const place = problem(name);
      if (place) place.textContent = problems[name] ?? "";
    });
  }

  function sendAll() {
    tell({});
    if (!field("customer_id")) return tell({ customer_id: "Choose whose documents these are." });
    const said = Object.fromEntries(["customer_id", "category", "description"].map((name) => [name, field(name)]));
    files.filter((item) => !item.document && ["ready", "failed"].includes(item.state)).forEach((item) => wait(item, said));
    draw();
    return next();
  }

  function wait(item, said) {
    Object.assign(item, { state: "waiting", said: "", loaded: 0, tries: 0, fields: said ?? item.fields });
  }

  function again(item) {
    if (!item.document) return sendAll();
    wait(item, {});
    draw();
    return next();
  }

  function next() {
    if (files.some((item) => item.state === "sending")) return;
    const item = files.find(({ state, until }) => state === "waiting" && !(until > Date.now()));
    if (item) send(item);
    else if (!files.some(({ state }) => state === "waiting")) finish();
  }

  /* The same key for the same file with the same words: an answer that was lost is not a second document. */
  function keyOf(item) {
    const sent = JSON.stringify(item.fields ?? {});
    if (item.sent !== sent) {
      const letters = crypto.getRandomValues(new Uint8Array(16));
      Object.assign(item, { sent, key: [...letters].map((n) => n.toString(16).padStart(2, "0")).join("") });
    }
    return item.key;
  }

  function send(item) {
    const form = new FormData();
    Object.entries({ ...item.fields, key: keyOf(item) }).forEach(([name, value]) => form.append(name, value));
    form.append("file", item.file, item.file.name);
    const request = new XMLHttpRequest();
    request.open("POST", item.document ? `/documents/${encodeURIComponent(item.document)}/versions` : "/documents/upload");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      item.loaded = Math.min(event.loaded, item.file.size);
      moved(item);
    });
    request.addEventListener("load", () => answered(item, request.status, request.response ?? {}));
    request.addEventListener("error", () => failed(item, LOST));
    request.addEventListener("abort", () => failed(item, "Cancelled."));
    Object.assign(item, { state: "sending", request });
    draw();
    request.send(form);
  }

  function answered(item, status, answer) {
    if (status === 200) return done(item, answer);
    if (BUSY.includes(status) && item.tries < TRIES) return later(item);
    if (status === 401) return failed(item, ENDED);
    const { file, key, ...others } = answer.fields ?? {};
    if (!item.document && Object.keys(others).length) tell(others);
    const said = answer.message || "The server could not take the file. Try again.";
    if (file) return settle(item, "refused", file);
    return failed(item, said);
  }

  function later(item) {
    Object.assign(item, { state: "waiting", tries: item.tries + 1, loaded: 0, until: Date.now() + WAIT });
    draw();
    setTimeout(next, WAIT + 50);
  }

  const failed = (item, said) => settle(item, "failed", said);

  function settle(item, state, said) {
    Object.assign(item, { state, said, loaded: 0, request: null });
    draw();
    next();
  }

  let stored = [];
  function done(item, answer) {
    files = files.filter((other) => other !== item);
    stored.push({ ...answer, document: item.document });
    draw();
    next();
  }

  /* Everything that could be sent is: one word for all of it, and what shows documents reads itself again. */
  function finish() {
    if (!stored.length) return;
    const [only, ...others] = stored;
    const text = others.length ? `${stored.length} documents are uploaded.` : only.text;
    stored = [];
    set("toast", { data: { text, kind: "success", at: Date.now() / 1000, undo: others.length ? null : only.undo } });
    set("records-changed", { data: { at: Date.now() / 1000 } });
    if (!files.some((item) => !item.document)) set("upload", { is_open: false });
  }

  function cancel(item) {
    if (item.request) item.request.abort();
    else settle(item, "failed", "Cancelled.");
  }

  function drop(item) {
    files = files.filter((other) => other !== item);
    draw();
  }

  // ---- what is pressed, and what is dropped
  const rules = () => document.querySelector(".upload-files")?.dataset ?? {};
  let whose = "";
  function open(customer) {
    // What was chosen for one customer and not sent is not offered for another.
    if (customer !== whose) files = files.filter((item) => item.document || ["sending", "waiting"].includes(item.state));
    whose = customer;
    set("upload-open", { data: { customer, at: Date.now() } });
  }

  const PRESSED = {
    "[data-upload-customer]": (pressed) => open(pressed.dataset.uploadCustomer),
    ".upload-choose": () => choose(rules(), true, (chosen) => add(chosen, "", rules())),
    ".upload-send": sendAll,
    ".upload-close": () => set("upload", { is_open: false }),
    ".upload-replace": ({ dataset }) => choose(dataset, false, (chosen) => replace(dataset.document, dataset, chosen)),
    ".version-restore": ({ dataset }) => set("document-restore", { data: { id: dataset.document, number: Number(dataset.number), at: Date.now() } }),
  };

  document.addEventListener("click", (event) => {
    Object.entries(PRESSED).forEach(([selector, act]) => {
      const pressed = event.target.closest(selector);
      if (pressed) act(pressed);
    });
  });

  // What elsewhere opens a blank form makes a document of a file: heard first, so that the form stays shut.
  document.addEventListener(
    "click",
    (event) => {
      const pressed = event.target.closest('[data-open-entity="documents"][data-open-id="new"]');
      if (!pressed) return;
      event.preventDefault();
      open(JSON.parse(pressed.dataset.openPreset || "{}").customer_id ?? "");
    },
    true,
  );

  const holds = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const opener = () => document.querySelector("#content [data-upload-customer]");
  const place = (event) => event.target.closest?.(".upload-files, [data-replaces]") ?? (opener() ? event.target.closest?.("#content .page") : null);

  document.addEventListener("dragover", (event) => {
    if (!holds(event)) return;
    event.preventDefault(); // or the browser leaves the page to show the file
    const over = place(event);
    event.dataTransfer.dropEffect = over ? "copy" : "none";
    mark(over);
  });

  let marked = null;
  function mark(over) {
    if (over === marked) return;
    marked?.classList.remove("is-over");
    over?.classList.add("is-over");
    marked = over ?? null;
  }

  ["dragend", "drop", "dragleave"].forEach((name) => document.addEventListener(name, (event) => {
    if (name !== "dragleave" || !event.relatedTarget) mark(null);
  }));

  document.addEventListener("drop", (event) => {
    if (!holds(event)) return;
    event.preventDefault();
    const over = place(event);
    const dropped = event.dataTransfer.files;
    if (!over || !dropped.length) return;
    if (over.matches(".upload-files")) add(dropped, "", rules());
    else if (over.matches("[data-replaces]")) replace(over.dataset.replaces, over.querySelector(".upload-replace")?.dataset ?? {}, dropped);
    else {
      open(opener().dataset.uploadCustomer);
      add(dropped, "", {});
    }
  });

  // ---- in lists
  const crmBytes = (value) => (value === null || value === undefined ? "" : size(value));

  function FileKind({ value, icons }) {
    if (!value) return null;
    const make = window.React.createElement;
    return make("span", { className: "file-kind" }, make("i", { className: `bi ${icons[value] ?? "bi-file-earmark"}`, "aria-hidden": true }), value);
  }

  window.dashAgGridFunctions = { ...window.dashAgGridFunctions, crmBytes };
  window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, FileKind };

  window.addEventListener("beforeunload", (event) => {
    if (files.some(({ state }) => ["sending", "waiting"].includes(state))) event.preventDefault();
  });
})();
