// The chart kinds that our pages draw: a third of the size of the whole plotly.js.
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import box from "plotly.js/lib/box";
import funnel from "plotly.js/lib/funnel";
import heatmap from "plotly.js/lib/heatmap";
import histogram from "plotly.js/lib/histogram";
import indicator from "plotly.js/lib/indicator";
import pie from "plotly.js/lib/pie";
import sankey from "plotly.js/lib/sankey";
import sunburst from "plotly.js/lib/sunburst";
import treemap from "plotly.js/lib/treemap";
import waterfall from "plotly.js/lib/waterfall";

// scatter is part of the core
Plotly.register([bar, box, funnel, heatmap, histogram, indicator, pie, sankey, sunburst, treemap, waterfall]);
globalThis.Plotly = Plotly;
