// Draws the charts of a page from the figures beside them; a click on a bar opens the list it counts.
const style = getComputedStyle(document.documentElement);
const own = (name) => style.getPropertyValue(name).trim();
const TONES = {
  none: "#c3ccd8", open: "#5b8fd0", waiting: "#e3a93a", returned: "#cf5148", done: "#3f9a66",
  claimed: "#9db4d3", brand: own("--brand"), error: "#c0392f", warning: "#e3a93a", info: "#5b8fd0",
};
const NARROW = window.matchMedia("(max-width: 900px)").matches;
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

function written(data, value) {
  return data.percent ? `${(value * 100).toFixed(1)}%` : `${value.toLocaleString()}${data.unit ? ` ${data.unit}` : ""}`;
}

function series(data) {
  const label = (value) => (!value ? "" : data.percent ? `${(value * 100).toFixed(1)}%` : String(value));
  return data.series.map((one, place) => ({
    name: one.name,
    type: "bar",
    stack: data.stacked ? "all" : undefined,
    barMaxWidth: 26,
    itemStyle: { color: TONES[one.tone] },
    label: {
      show: true, position: data.stacked ? "inside" : data.lying ? "right" : "top", fontSize: 11,
      color: data.stacked && !["none", "waiting", "warning", "claimed"].includes(one.tone) ? "#fff" : own("--ink"),
      formatter: (item) => label(item.value),
    },
    labelLayout: { hideOverlap: true },
    data: one.points.map((point) => ({
      value: point.value, link: point.link, cursor: point.link && point.value ? "pointer" : "default",
      ...(data.percent && data.lying && point.value > 0.2 ? { label: { position: "insideRight", color: "#fff" } } : {}),
    })),
    markLine: place || !data.mark ? undefined : {
      silent: true, symbol: "none", lineStyle: { color: own("--error"), type: "dashed" },
      data: [data.lying ? { xAxis: data.mark.value } : { yAxis: data.mark.value }],
      label: { formatter: `${data.mark.name} ${written(data, data.mark.value)}`, color: own("--error"), position: data.lying ? "start" : "end" },
    },
  }));
}

function options(data) {
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, color: own("--ink") };
  const top = Math.max(0, data.mark?.value ?? 0, ...data.series.flatMap((one) => one.points.map((point) => point.value ?? 0)));
  const values = {
    type: "value", minInterval: data.percent ? undefined : 1, max: data.percent ? Math.max(1, Math.ceil(top * 10) / 10) : data.stacked ? "dataMax" : undefined,
    axisLabel: { formatter: (value) => (data.percent ? `${Math.round(value * 100)}%` : value), hideOverlap: true, showMaxLabel: data.stacked ? false : undefined },
  };
  const names = {
    type: "category", data: data.categories, inverse: data.lying, axisTick: { show: false },
    axisLabel: data.lying ? { width: NARROW ? 110 : 190, overflow: "truncate", interval: 0 } : { interval: 0, hideOverlap: true },
  };
  return {
    animation: !STILL,
    textStyle: font,
    aria: { enabled: false }, // the table beneath tells the same
    grid: { left: 8, right: data.lying ? 44 : 12, top: data.mark ? 24 : data.series.length > 1 ? 40 : 14, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: data.series.length > 1 ? { top: 0, type: "scroll", itemWidth: 14, itemHeight: 10 } : undefined,
    tooltip: {
      renderMode: "richText", // no markup: pages allow no inline styles
      formatter: (item) => `${item.name}\n${item.seriesName}  ${written(data, item.value)}`,
    },
    xAxis: data.lying ? values : names,
    yAxis: data.lying ? names : values,
    series: series(data),
  };
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options(data));
  chart.on("click", (item) => { if (item.data?.link && item.data.value) window.location.assign(item.data.link); });
  new ResizeObserver(() => chart.resize()).observe(place);
}

// Paper shows the figures of every table.
window.addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("details.figures")) table.open = true;
});
