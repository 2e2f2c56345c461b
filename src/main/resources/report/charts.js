"use strict";

/** Charts as all plots of the page have them: colours, axes, tooltips, and what a reader hears. */
Luthier.charts = (() => {
  const { element, number, position } = Luthier.format;
  const all = new Set();

  const STATES = {
    COMPLETE: "#2f6fde",
    PRUNED: "#d9822b",
    FAILED: "#d1433d",
    INFEASIBLE: "#8a63d2",
    RUNNING: "#2da44e",
    PAUSED: "#1b9aaa",
    WAITING: "#8793a3",
  };

  /** From what is least to what is most worth seeing, which stands out from the background. */
  const RAMPS = {
    light: ["#dfe7f1", "#a9c8ea", "#6aa3db", "#3579c4", "#174f96", "#0a2859"],
    dark: ["#263241", "#2f5078", "#3b7ab5", "#5ba6e4", "#9bd0f8", "#eaf6ff"],
  };

  function colors() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      text: read("--text"),
      muted: read("--muted"),
      line: read("--line"),
      card: read("--card"),
      accent: read("--accent"),
      ramp: Luthier.page.isDark() ? RAMPS.dark : RAMPS.light,
    };
  }

  /** A ramp on which better is stronger. */
  function ramp(goal) {
    const { ramp: colored } = colors();
    return goal === "MINIMIZE" ? [...colored].reverse() : colored;
  }

  /**
   * A chart, drawn anew whenever its data or the theme change.
   *
   * @param parent to add it to
   * @param name of what it shows
   */
  function chart(parent, name, { className = "chart" } = {}) {
    const holder = element("div", { class: className, role: "img", "aria-label": name });
    const empty = element("p", { class: "empty", hidden: true });
    parent.append(holder, empty);
    let drawn = null;
    let last = () => null;
    const made = {
      holder,
      /**
       * Draws.
       *
       * @param option makes ECharts' option; null where there is nothing to show
       * @param summary what the plot says, in a sentence
       */
      draw(option, summary, height) {
        last = option;
        const made = option();
        holder.hidden = made === null;
        empty.hidden = made !== null;
        if (made === null) {
          empty.textContent = summary;
          return;
        }
        if (height) holder.style.height = `${height}px`;
        holder.setAttribute("aria-label", `${name}. ${summary}`);
        drawn = drawn ?? echarts.init(holder, null, { renderer: "canvas" });
        drawn.resize();
        drawn.setOption({ ...base(), ...made }, { notMerge: true });
      },
      again() {
        const made = drawn && !holder.hidden ? last() : null;
        if (made !== null) drawn.setOption({ ...base(), ...made }, { notMerge: true });
      },
      resize() {
        if (drawn && !holder.hidden) drawn.resize();
      },
    };
    all.add(made);
    return made;
  }

  function base() {
    const { text } = colors();
    return {
      animation: false,
      backgroundColor: "transparent",
      textStyle: { color: text, fontFamily: "system-ui, sans-serif" },
      grid: { left: 12, right: 18, top: 36, bottom: 12, containLabel: true },
    };
  }

  /** What a tooltip shows: a title, and lines of texts. */
  function tooltip(lines, more = {}) {
    const { card, line, text } = colors();
    return {
      confine: true,
      backgroundColor: card,
      borderColor: line,
      textStyle: { color: text },
      formatter: (given) => {
        const [title, ...rest] = lines(given);
        return element(
          "div",
          { class: "tip" },
          element("strong", {}, title),
          rest.map((part) => element("div", {}, part)),
        );
      },
      ...more,
    };
  }

  function axis(name, more = {}) {
    const { muted, line, text } = colors();
    return {
      type: "value",
      name,
      nameLocation: "middle",
      nameTextStyle: { color: muted },
      nameGap: 30,
      scale: true,
      axisLine: { show: true, lineStyle: { color: line } },
      axisTick: { lineStyle: { color: line } },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
      ...more,
      axisLabel: { color: text, hideOverlap: true, formatter: (value) => number(value, 3), ...more.axisLabel },
    };
  }

  /** Bounds of an axis around numbers that a plot does not tell it itself, at round numbers. */
  function around(low, high) {
    const step = 10 ** Math.floor(Math.log10(high - low || 1)) / 2;
    return { min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step || 1 };
  }

  /** The axis of the objective: its name stands above it, where it takes no width. */
  function objectiveAxis(name, more = {}) {
    return axis(name, { nameLocation: "end", nameGap: 12, nameTextStyle: { color: colors().muted, align: "left" }, ...more });
  }

  /** The axis of a parameter; categories are whole numbers, between which there is nothing. */
  function parameterAxis(of, more = {}) {
    if (of.kind === "LOG") return axis(of.name, { type: "log", min: of.min, max: of.max, ...more });
    if (of.kind === "LINEAR") return axis(of.name, { min: of.min, max: of.max, ...more });
    const isCategory = of.kind === "CATEGORY";
    return axis(of.name, {
      min: isCategory ? -0.5 : 0,
      max: isCategory ? of.max + 0.5 : 1,
      interval: isCategory ? 0.5 : 1 / (of.ticks.length - 1),
      ...more,
      splitLine: { show: false },
      axisTick: { show: !isCategory },
      axisLabel: {
        formatter: (value) => (isCategory && !Number.isInteger(value) ? "" : position(of, value)),
        ...more.axisLabel,
      },
    });
  }

  /** A scale of colours for numbers between two bounds. */
  function colorScale(min, max, ramped, more = {}) {
    const { muted } = colors();
    return {
      type: "continuous",
      min,
      max: max > min ? max : min + 1,
      inRange: { color: ramped },
      textStyle: { color: muted },
      formatter: (value) => number(value, 4),
      orient: "horizontal",
      itemWidth: 12,
      itemHeight: 110,
      right: 8,
      top: 0,
      ...more,
    };
  }

  function redraw() {
    all.forEach((made) => made.again());
  }

  function start() {
    Luthier.page.onTheme(redraw);
    let pending = 0;
    window.addEventListener("resize", () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(() => all.forEach((made) => made.resize()));
    });
  }

  return { STATES, colors, ramp, chart, tooltip, axis, around, objectiveAxis, parameterAxis, colorScale, start };
})();
