/* What the server refuses is said to the reader; Dash itself would only write it to the console. */
(() => {
  const SAID = {
    400: "The page sent something the server does not understand. Load the page again, then try once more.",
    403: "You are not allowed to do that.",
    409: "Somebody else changed this in the meantime. Refresh, then try again.",
    413: "That is too large to send.",
    429: "Too many requests. Wait a moment, then try again.",
    500: "Something went wrong on the server. It has been recorded; try again.",
    503: "The server is busy or being updated. Try again in a moment.",
  };
  const NOTHING_DONE = [500, 502, 503, 504]; // the server could not; what was sent may be sent again
  const send = window.fetch.bind(window);

  window.fetch = async (resource, options) => {
    const path = new URL(resource?.url ?? resource, location.href).pathname;
    if (!path.includes("/_dash") && !path.includes("/_reload-hash")) return send(resource, options);
    const answer = await reached(resource, options);
    if (answer.status === 401) return ended();
    if (!SAID[answer.status] || !path.endsWith("/_dash-update-component")) return answer;
    lost(options, answer.status);
    window.crm.toast({ kind: answer.status === 403 ? "warning" : "danger", text: await sentence(answer) });
    return new Response(null, { status: 204 }); // to Dash: nothing changes
  };

  async function reached(resource, options) {
    try {
      const answer = await send(resource, options);
      window.crm.banner("", "");
      return answer;
    } catch (error) {
      const cancelled = error.name === "AbortError";
      if (!cancelled) {
        window.crm.banner("offline", "The server cannot be reached. The page shows what was last read.");
        lost(options, 503);
      }
      throw error;
    }
  }

  /* Whoever keeps what was typed is told that no answer to it will come, and whether trying again may help. */
  function lost(options, status) {
    const body = typeof options?.body === "string" ? options.body : "";
    const again = NOTHING_DONE.includes(status);
    window.dispatchEvent(new CustomEvent("crm-lost", { detail: { body, again } }));
  }

  function ended() {
    window.crm.keep();
    window.crm.banner("ended", "Your session has ended. Taking you to the sign-in page…");
    document.getElementById("content")?.setAttribute("inert", "");
    const next = encodeURIComponent(location.pathname + location.search);
    setTimeout(() => location.assign(`/sign-in?next=${next}`), 1200);
    return new Promise(() => {}); // the page is left; nothing may be drawn any more
  }

  async function sentence(answer) {
    const body = await answer.json().catch(() => ({}));
    const said = body.message ?? body.error;
    return typeof said === "string" && said ? said : SAID[answer.status];
  }
})();
