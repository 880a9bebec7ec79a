// SPDX-License-Identifier: GPL-3.0-or-later
// A row for each scenario: an interval, shares of ranks, a stack of money.
import { axisX, axisY, barX, dot, plot, pointer, pointerY, ruleX, ruleY, text, tickX,
  tip } from "@observablehq/plot";
import { element, legend, number, picture, say, style, tick } from "./text.js";

// Names stand left of the rows, on as many lines as they need.
function rowAxis(rows, width) {
  const room = Math.min(200, width * 0.34);
  return { marginLeft: room,
    axis: axisY({ tickSize: 0, tickPadding: 10, lineWidth: room / 13 - 1.6, fontSize: 12,
      tickFormat: (i) => rows[i]?.name ?? "" }) };
}

function frame(rows, width, more) {
  const { marginLeft } = rowAxis(rows, width);
  return plot({ width, height: rows.length * 40 + 44, marginLeft, marginRight: 24,
    marginTop: 8, marginBottom: 30, style,
    y: { type: "band", domain: rows.map((_, i) => i), label: null, padding: 0.3 },
    ...more });
}

const scaleX = (more = {}) => ({ label: null, nice: true, tickFormat: tick, ...more });

export function drawIntervals({ chart, figure, width }) {
  const rows = figure.rows.map((row, i) => ({ ...row, i }));
  const title = ({ name, mid, lo, hi }) => `${name}: ${number(mid, 1, true)}\n` +
    say("between", { low: number(lo, 1, true), high: number(hi, 1, true) });
  const svg = frame(rows, width, {
    x: scaleX({ ticks: width > 500 ? 7 : 4, domain: [Math.min(0, ...rows.map(({ lo }) => lo)),
      Math.max(0, ...rows.map(({ hi }) => hi))] }),
    marks: [rowAxis(rows, width).axis,
      axisX({ tickSize: 0, tickFormat: tick, label: null, ticks: width > 500 ? 7 : 4 }),
      ruleX([0], { stroke: "#8a939d" }),
      ruleY(rows, { y: "i", x1: "lo", x2: "hi", stroke: "colour", strokeWidth: 3 }),
      dot(rows, { y: "i", x: "mid", r: 6, fill: "colour" }),
      text(rows, { y: "i", x: "mid", text: "label", dy: -14, fill: "colour",
        fontWeight: 650 }),
      tip(rows, pointerY({ x: "mid", y: "i", title, fontSize: 12 }))],
    color: { type: "identity" } });
  chart.replaceChildren(picture(svg, figure.title),
    element("div", { class: "unit" }, figure.unit));
}

export function drawRanks({ chart, figure, width }) {
  const parts = figure.rows.flatMap(({ name, shares }, i) => {
    let from = 0;
    return shares.map((share, rank) => {
      const part = { i, name, rank, share, x1: from, x2: from + share };
      from += share;
      return part;
    });
  });
  const wide = width - rowAxis(figure.rows, width).marginLeft;
  const svg = frame(figure.rows, width, { x: { axis: null, domain: [0, 1] },
    marks: [rowAxis(figure.rows, width).axis,
      barX(parts, { y: "i", x1: "x1", x2: "x2", fill: ({ rank }) => figure.colours[rank],
        insetRight: 1 }),
      text(parts.filter(({ share }) => share * wide > 26), { y: "i",
        x: ({ x1, x2 }) => (x1 + x2) / 2, text: ({ share }) => number(100 * share),
        fill: ({ rank }) => rank < 2 ? "#fff" : "#1d2733", fontWeight: 650 }),
      tip(parts, pointer({ y: "i", x: ({ x1, x2 }) => (x1 + x2) / 2, fontSize: 12,
        title: ({ name, rank, share }) => `${name}\n${figure.ranks[rank].name}: ` +
          say("percent", { n: number(100 * share) }) }))],
    color: { type: "identity" } });
  chart.replaceChildren(legend(figure.ranks), picture(svg, figure.title));
}

// Savings grow to the left of zero, spending to the right.
function stackOf({ name, parts }, i, items) {
  const ends = { below: 0, above: 0 };
  return parts.map((value, k) => {
    const side = value < 0 ? "below" : "above", from = ends[side];
    ends[side] += value;
    return { i, name, value, item: items[k], x1: Math.min(from, ends[side]),
      x2: Math.max(from, ends[side]) };
  });
}

export function drawStack({ chart, figure, width }) {
  const all = figure.panels.map(({ rows }) =>
    rows.flatMap((row, i) => stackOf(row, i, figure.items)));
  const domain = [Math.min(0, ...all.flat().map(({ x1 }) => x1)),
    Math.max(0, ...all.flat().map(({ x2 }) => x2))];
  const panels = figure.panels.flatMap(({ title, rows }, k) => {
    const sums = rows.map(({ parts }, i) => ({ i, sum: parts.reduce((a, b) => a + b, 0) }));
    const svg = frame(rows, width, { x: scaleX({ domain }),
      marks: [rowAxis(rows, width).axis,
        axisX({ tickSize: 0, tickFormat: tick, label: null, ticks: width > 500 ? 7 : 4 }),
        barX(all[k], { y: "i", x1: "x1", x2: "x2", fill: ({ item }) => item.colour }),
        ruleX([0], { stroke: "#5c6670" }),
        tickX(sums, { x: "sum", y: "i", stroke: "#1d2733", strokeWidth: 2.5, insetTop: -4,
          insetBottom: -4 }),
        tip(all[k], pointer({ y: "i", x: ({ x1, x2 }) => (x1 + x2) / 2, fontSize: 12,
          title: ({ name, item, value, i }) => `${name}\n${item.name}: ` +
            `${number(value, 1, true)}\n${say("sum")}: ${number(sums[i].sum, 1, true)}` }))],
      color: { type: "identity" } });
    return [element("h4", {}, title), picture(svg, `${figure.title}: ${title}`)];
  });
  chart.replaceChildren(legend(figure.items), element("div", { class: "unit" },
    figure.unit), ...panels);
}
