"use strict";

/** The table of all trials, with a filter and a column to sort by. */
Luthier.trials = (() => {
  const { element, number, duration, state, MISSING } = Luthier.format;
  const { page } = Luthier;
  const PAGE = 500;

  function table() {
    const section = page.section("trials", "Trials", { wide: true });
    let report;
    let columns = [];
    let sorted = { column: 0, isRising: true };
    let limit = PAGE;

    const text = element("input", { type: "search", placeholder: "any text or number", oninput: restart });
    const states = element("select", { onchange: restart }, element("option", { value: "" }, "all"));
    const count = element("p", { class: "muted", role: "status" });
    const head = element("tr");
    const body = element("tbody");
    const more = element("button", { type: "button", hidden: true, onclick: () => ((limit += PAGE), fill()) }, "Show more");
    section.content.append(
      element(
        "div",
        { class: "controls" },
        element("label", {}, "Filter", text),
        element("label", {}, "State", states),
        count,
      ),
      element(
        "div",
        { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Trials" },
        element("table", { id: "trials-table" }, element("caption", {}, "Every trial with its state, objective and parameters"), element("thead", {}, head), body),
      ),
      more,
    );

    function restart() {
      limit = PAGE;
      fill();
    }

    function sortBy(column) {
      sorted = { column, isRising: sorted.column === column ? !sorted.isRising : true };
      fill();
    }

    /** Each column: its name, what a trial has in it, and how it is shown. */
    function columnsOf(of) {
      const value = (name, read, show = number) => ({ name, read, show });
      return [
        value("trial", (trial) => trial.trial),
        value("state", (trial) => trial.state, state),
        ...of.objectives.map(({ metric }, i) => value(metric, (trial) => report.values[trial.trial][i])),
        ...of.parameters.map((axis) => value(axis.name, (trial) => trial.parameters[axis.name] ?? null, (cell) => (typeof cell === "boolean" ? String(cell) : number(cell)))),
        value("time", (trial) => trial.seconds, duration),
        value("attempts", (trial) => trial.attempts),
        value("error", (trial) => trial.error, (cell) => cell ?? ""),
      ];
    }

    const isObjective = (i) => i >= 2 && i < 2 + report.objectives.length;

    /** Numbers by size, texts by their letters, and what is missing last, whichever way. */
    function compare(a, b) {
      const { read } = columns[sorted.column];
      const [left, right] = [read(a), read(b)];
      if (left === null || right === null) return (left === null) - (right === null) || a.trial - b.trial;
      const order = typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right), "en", { numeric: true });
      return (sorted.isRising ? order : -order) || a.trial - b.trial;
    }

    function matches(trial) {
      if (states.value && trial.state !== states.value) return false;
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      if (words.length === 0) return true;
      const cells = columns.flatMap(({ read }) => {
        const cell = read(trial);
        return cell === null ? [] : [String(cell).toLowerCase(), number(cell).toLowerCase()];
      });
      return words.every((word) => cells.some((cell) => cell.includes(word)));
    }

    function cell(column, trial, i) {
      const value = column.read(trial);
      const isNumber = typeof value === "number";
      const shown = column.show(value);
      return element(
        i === 0 ? "th" : "td",
        {
          scope: i === 0 && "row",
          class: isNumber ? "number" : column.name === "error" ? "text" : false,
          title: isNumber && shown !== String(value) ? String(value) : false,
        },
        value === null && column.name !== "error" ? element("span", { "aria-label": "none" }, MISSING) : shown,
      );
    }

    function fill() {
      const found = report.trials.filter(matches).sort(compare);
      count.textContent = found.length === report.trials.length ? `${found.length} trials` : `${found.length} of ${report.trials.length} trials`;
      [...head.children].forEach((th, i) => {
        if (i === sorted.column) th.setAttribute("aria-sort", sorted.isRising ? "ascending" : "descending");
        else th.removeAttribute("aria-sort");
      });
      body.replaceChildren(
        ...found.slice(0, limit).map((trial) =>
          element("tr", { class: trial.trial === report.best?.trial && "best" }, columns.map((column, i) => cell(column, trial, i))),
        ),
      );
      more.hidden = found.length <= limit;
    }

    return (next) => {
      const isFirst = !report;
      report = next;
      if (isFirst) {
        columns = columnsOf(report);
        head.replaceChildren(
          ...columns.map((column, i) =>
            element("th", { scope: "col", class: i === 0 || isObjective(i) ? "number" : false }, element("button", { type: "button", onclick: () => sortBy(i) }, column.name)),
          ),
        );
      }
      const names = Object.keys(report.study.states);
      const before = states.value;
      states.replaceChildren(
        element("option", { value: "" }, "all"),
        ...names.map((name) => element("option", { value: name, selected: name === before }, `${name.toLowerCase()} (${report.study.states[name]})`)),
      );
      fill();
    };
  }

  return { table };
})();
