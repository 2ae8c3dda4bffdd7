// The chart of expenditure, the sum of a plan as it is typed, and blocks pasted into twelve months.
const english = document.documentElement.lang === "en";

function draw() {
  const place = document.querySelector("#spending-chart");
  const source = document.querySelector("#spending-data");
  if (!place || !source || !window.echarts) return;
  const data = JSON.parse(source.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name, other) => style.getPropertyValue(name).trim() || other;
  const brand = colour("--brand", "#154a91");
  const line = (name, values, look) => ({ name, type: "line", data: values, symbol: "none", connectNulls: true, ...look });
  const words = data.words;
  const hasForecast = data.forecast.some((value) => value !== null);
  const width = data.high.map((value, index) => (value === null ? null : value - data.low[index]));
  const series = [
    line(words.planned, data.planned, { lineStyle: { type: "dashed", color: "#8fa3ba" }, itemStyle: { color: "#8fa3ba" } }),
    line(words.actual, data.actual, {
      symbol: "circle", symbolSize: 7, lineStyle: { width: 3, color: brand }, itemStyle: { color: brand },
      markLine: {
        silent: true, symbol: "none", data: [{ yAxis: data.budget }],
        lineStyle: { color: "#b3261e", type: "solid" }, label: { formatter: words.budget, position: "insideStartTop" },
      },
    }),
  ];
  if (hasForecast) {
    series.push(
      line(words.forecast, data.forecast, { lineStyle: { type: "dotted", color: "#d9920a", width: 2 }, itemStyle: { color: "#d9920a" } }),
      line("low", data.low, { stack: "range", lineStyle: { opacity: 0 }, tooltip: { show: false } }),
      line(words.range, width, { stack: "range", lineStyle: { opacity: 0 }, areaStyle: { color: "#f2c14e", opacity: 0.35 }, itemStyle: { color: "#f2c14e" } }),
    );
  }
  const top = Math.max(data.budget, ...data.high.filter((value) => value !== null), ...data.actual.filter((value) => value !== null));
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    grid: { left: 60, right: 20, top: 40, bottom: 30 },
    legend: { top: 0, data: [words.planned, words.actual, ...(hasForecast ? [words.forecast, words.range] : [])] },
    tooltip: {
      trigger: "axis", renderMode: "richText", // no markup: the page allows no inline styles
      formatter: (rows) => {
        const index = rows[0].dataIndex;
        const show = (name, values) => (values[index] === null ? [] : [`${name}  ${values[index].toFixed(2)}`]);
        const range = data.low[index] === null ? [] : [`${words.range}  ${data.low[index].toFixed(2)} – ${data.high[index].toFixed(2)}`];
        return [data.months[index], ...show(words.planned, data.planned), ...show(words.actual, data.actual), ...(hasForecast ? show(words.forecast, data.forecast) : []), ...range].join("\n");
      },
    },
    xAxis: { type: "category", data: data.months, boundaryGap: false },
    yAxis: { type: "value", name: words.unit, max: Math.ceil(top * 1.08), axisLabel: { showMaxLabel: false } },
    series,
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}

function spread(event) {
  const form = event.target.closest("form[data-paste]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const parts = text.replace(/\r/g, "").trim().split(/[\t\n]/).map((part) => part.trim());
  if (!form || !event.target.matches("input[name^=m]") || parts.length < 2) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll(".twelve input:not([type=hidden])")];
  const first = fields.indexOf(event.target);
  parts.slice(0, fields.length - first).forEach((part, index) => { fields[first + index].value = part; });
  fields[Math.min(first + parts.length, fields.length) - 1].focus();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function sum(form) {
  const place = form.querySelector("[data-sum]");
  const numbers = [...form.querySelectorAll(".twelve input")].map((field) => Number(field.value.replace(/[,，%\s]/g, "")));
  if (numbers.some(Number.isNaN)) { place.textContent = ""; return; }
  if (form.querySelector("[name=kind]:checked").value === "amount") {
    const total = Math.round(numbers.reduce((left, right) => left + right, 0) * 1e6) / 1e6;
    const left = Math.round((Number(form.dataset.budget) - total) * 1e6) / 1e6;
    const end = left === 0 ? (english ? ", equal to the budget" : "，与全年预算一致") : english ? `, ${left} short of the budget` : `，与全年预算相差${left}`;
    place.textContent = (english ? `Sum ${total}` : `合计${total}万元`) + end;
    return;
  }
  const falls = numbers.findIndex((number, index) => index > 0 && number < numbers[index - 1]);
  const wrong = falls > 0 ? (english ? `Month ${falls + 1} is below the month before it` : `${falls + 1}月小于上月`)
    : numbers[11] !== 100 ? (english ? "December must be 100" : "12月应为100") : "";
  place.textContent = wrong || (english ? "The plan is sound" : "计划完整");
}

draw();
document.addEventListener("paste", spread);
for (const form of document.querySelectorAll("form[data-curve]")) {
  form.addEventListener("input", () => sum(form));
  form.addEventListener("change", () => sum(form));
}
