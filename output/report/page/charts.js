// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the figures of the report in place of the static ones, from the data in the page.
import { say, setLanguage } from "./text.js";
import { drawFan } from "./fan.js";
import { drawIntervals, drawRanks, drawStack } from "./bars.js";
import { drawMap } from "./map.js";

const data = JSON.parse(document.getElementById("data").textContent);
setLanguage(data.text);

const kinds = { fan: drawFan, intervals: drawIntervals, ranks: drawRanks,
  stack: drawStack, map: drawMap };

// Drawn when it has a width (folded places have none), and again when that changes.
function watch(chart) {
  const figure = data.figures[chart.dataset.figure];
  const draw = kinds[figure?.kind];
  if (!draw) return;
  const state = {};
  let width = 0;
  new ResizeObserver(() => {
    const now = Math.floor(chart.clientWidth);
    if (now < 1 || Math.abs(now - width) < 4) return;
    width = now;
    draw({ chart, figure, width, state });
    chart.dataset.drawn = figure.kind;
  }).observe(chart);
}

// --- places -----------------------------------------------------------------------------

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function addFinder() {
  const places = [...document.querySelectorAll("details.place")];
  if (places.length < 2) return;
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.id = "find-place";
  select.add(new Option(say("choose"), ""));
  for (const place of places)
    select.add(new Option(place.querySelector("summary span").textContent, place.id));
  select.addEventListener("change", () => {
    const place = document.getElementById(select.value);
    if (!place) return;
    place.open = true;
    place.scrollIntoView({ block: "start" });
    place.querySelector("summary").focus({ preventScroll: true });
  });
  label.append(say("find"), select);
  const controls = document.createElement("div");
  controls.className = "controls";
  controls.append(label);
  const table = document.getElementById("table-places");
  (table?.closest(".scroll") ?? places[0]).before(controls);
}

addFinder();
window.addEventListener("hashchange", openTarget);
openTarget();
document.querySelectorAll(".chart[data-figure]").forEach(watch);
