"use strict";

/** What the scripts of the page share. */
const Luthier = {};

/** Texts of numbers and values, and elements made of texts: nothing is ever read as HTML. */
Luthier.format = (() => {
  const MISSING = "\u2013";

  /** A number to some digits, without a comma or the like. */
  function number(value, digits = 5) {
    if (value === null || value === undefined) return MISSING;
    if (typeof value !== "number") return String(value);
    if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
    const size = Math.abs(value);
    if (size >= 1e6 || size < 1e-3) return value.toExponential(digits - 2).replace(/\.?0+e/, "e").replace("e+", "e");
    return String(Number(value.toPrecision(digits)));
  }

  /** A time span for people. */
  function duration(seconds) {
    if (seconds === null || seconds === undefined) return MISSING;
    if (seconds < 60) return `${number(seconds, 3)} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  function percent(share) {
    return `${(100 * share).toFixed(1)} %`;
  }

  /** The text of a position on a parameter's axis. */
  function position(axis, value) {
    if (value === null || value === undefined) return MISSING;
    if (axis.kind === "CATEGORY") return axis.categories[value] ?? "";
    if (axis.kind === "PLACE") return axis.ticks[Math.round(value * (axis.ticks.length - 1))];
    return number(value);
  }

  /** An element with attributes and children, which are elements or texts. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (key === "onclick" || key === "oninput" || key === "onchange" || key === "ontoggle") {
        made.addEventListener(key.slice(2), value);
      } else {
        made.setAttribute(key, value === true ? "" : value);
      }
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) made.append(child);
    }
    return made;
  }

  function state(name) {
    return element("span", { class: "state", "data-state": name }, name.toLowerCase());
  }

  /**
   * A table of rows of cells. A cell is a text, a number, null or an element.
   */
  function table(caption, columns, rows) {
    const isNumber = columns.map((_, i) => rows.some((row) => typeof row[i] === "number" || /^-?\d+\.\d+$/.test(row[i])));
    return element(
      "table",
      {},
      element("caption", {}, caption),
      element(
        "thead",
        {},
        element("tr", {}, columns.map((name, i) => element("th", { scope: "col", class: isNumber[i] && "number" }, name))),
      ),
      element(
        "tbody",
        {},
        rows.map((row) =>
          element(
            "tr",
            {},
            row.map((cell, i) =>
              element(
                i === 0 ? "th" : "td",
                { scope: i === 0 && "row", class: isNumber[i] && "number" },
                cell instanceof Node ? cell : number(cell),
              ),
            ),
          ),
        ),
      ),
    );
  }

  return { number, duration, percent, position, element, state, table, MISSING };
})();
