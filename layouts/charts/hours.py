"""The charts of the pages Utilisation and Customers."""

from layouts.charts import burn_up, contracts, load, overruns, pace, people, portfolio, silence, utilisation
from layouts.charts.entry import Chart

CELLS = (
    "Grey is under 60 %, orange with its number is over 110 %. The framed month is the last; it may still be running."
)

HOURS: dict[str, Chart] = {
    "utilisation_heatmap": Chart(utilisation.utilisation_heatmap, utilisation.words, CELLS),
    "utilisation_pace": Chart(
        pace.utilisation_pace, pace.words, "The tick is where an even pace would be at the end of today."
    ),
    "service_heatmap": Chart(utilisation.service_heatmap, utilisation.service_words, CELLS),
    "burn_up": Chart(burn_up.burn_up, burn_up.words, "", burn_up.legend),
    "overruns": Chart(
        overruns.overruns, overruns.words, "Beside each bar stand the forecast and the day on which the hours run out."
    ),
    "planned_load": Chart(load.planned_load, load.words, "", load.legend),
    "who_logged": Chart(people.who_logged, people.words, "Drawn are the people with the most hours.", people.legend),
    "portfolio": Chart(
        portfolio.portfolio, portfolio.words, "Drawn are the points that the least healthy have.", portfolio.legend
    ),
    "contract_calendar": Chart(contracts.contract_calendar, contracts.words, "", contracts.legend),
    "silence": Chart(silence.silence, silence.words),
}
