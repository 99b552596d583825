/* How cells of a grid are written. */
(() => {
  const DATE = { day: "2-digit", month: "short", year: "numeric" };
  const plain = new Intl.DateTimeFormat("en-GB", { ...DATE, timeZone: "UTC" }); // a date has no zone to be moved to
  const timed = new Intl.DateTimeFormat("en-GB", { ...DATE, hour: "2-digit", minute: "2-digit" });

  function crmDate(value) {
    if (!value) return "";
    const moment = new Date(value);
    if (Number.isNaN(moment.getTime())) return String(value);
    return (String(value).length > 10 ? timed : plain).format(moment);
  }

  function crmNumber(value, digits) {
    if (value === null || value === undefined || value === "") return "";
    return Number(value).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  function StatusTag({ value, looks }) {
    if (!value) return null;
    const look = looks[value] ?? { tone: "quiet", icon: "bi-circle" };
    const icon = window.React.createElement("i", { className: `bi ${look.icon}`, "aria-hidden": true });
    return window.React.createElement("span", { className: `tag tag-${look.tone}` }, icon, value);
  }

  window.dashAgGridFunctions = { ...window.dashAgGridFunctions, crmDate, crmNumber };
  window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, StatusTag };
})();
