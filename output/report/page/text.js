// SPDX-License-Identifier: GPL-3.0-or-later
// Texts and numbers in the language of the page, as the tables have them.
let texts = {};

export function setLanguage(all) {
  texts = all;
}

export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function number(value, decimals = 0, sign = false) {
  if (value === null || !Number.isFinite(value)) return "–";
  const digits = Math.abs(value).toFixed(decimals);
  const [whole, rest] = digits.split(".");
  const zero = !/[1-9]/.test(digits);
  const before = zero ? "" : value < 0 ? "\u2212" : sign ? "+" : "";
  return before + whole.replace(/\B(?=(\d{3})+$)/g, texts.group) +
    (rest ? texts.decimal + rest : "");
}

// As many decimals as steps of that size need.
export const tick = (value) =>
  number(value, Number.isInteger(value) ? 0 : Math.abs(value * 10 % 1) < 1e-6 ? 1 : 2);

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// One picture with a name; what it is made of is not read out, the table is.
export function picture(svg, name) {
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  for (const part of svg.querySelectorAll("g[aria-label]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-description");
  }
  return svg;
}

export function legend(items) {
  return element("ul", { class: "legend" }, ...items.map(({ name, colour }) => {
    const patch = element("i");
    patch.style.background = colour;
    return element("li", {}, patch, name);
  }));
}

export const style = { fontSize: "12px", color: "#3c4752", background: "none",
  fontFamily: "inherit", overflow: "visible" };
