"use strict";

/** The plots of the search space: what the parameters have to do with the objective. */
Luthier.spaces = (() => {
  const { number, position, element, table } = Luthier.format;
  const { page, charts } = Luthier;
  const MISSING_PART = 0.1;

  /** The value above, or below, which the worst tenth lies: so far the colours go. */
  function colorBounds(report, values) {
    const sorted = [...values].sort((a, b) => a - b);
    const tenth = Math.floor(sorted.length * MISSING_PART);
    return report.study.goal === "MAXIMIZE"
      ? [sorted[tenth], sorted.at(-1)]
      : [sorted[0], sorted[sorted.length - 1 - tenth]];
  }

  const clamped = (value, [low, high]) => Math.min(high, Math.max(low, value));

  function tellTrial(report, trial) {
    return [
      `Trial ${trial.trial}: ${number(trial.value)}`,
      ...report.parameters.filter((axis) => axis.name in trial.parameters).map((axis) => `${axis.name}: ${number(trial.parameters[axis.name])}`),
    ];
  }

  function parallel() {
    const section = page.section("parallel", "Parallel coordinates", {
      wide: true,
      short: "Parallel",
      note: "A line for each complete trial, strong where it is good. Drag along an axis to see only the lines that pass there. Lines skip the axes of parameters that a trial has not.",
    });
    const scroll = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Parallel coordinates" });
    section.content.append(scroll);
    const chart = charts.chart(scroll, "Parallel coordinates", { className: "chart" });
    return (report) => {
      const done = Luthier.plots.complete(report);
      chart.holder.style.minWidth = `${96 * (report.parameters.length + 1)}px`;
      chart.draw(
        () => (done.length === 0 ? null : parallelOption(report, done)),
        done.length === 0 ? "No trial is complete yet." : `${done.length} complete trials over ${report.parameters.length} parameters. All values are in the table of trials.`,
        380,
      );
    };
  }

  function parallelOption(report, done) {
    const { text, muted, line } = charts.colors();
    const bounds = colorBounds(report, done.map((trial) => trial.value));
    const style = {
      nameLocation: "start",
      nameTextStyle: { color: text, width: 110, overflow: "truncate", fontWeight: 600 },
      nameGap: 14,
      axisLine: { lineStyle: { color: muted } },
      axisTick: { lineStyle: { color: line } },
      areaSelectStyle: { width: 18, color: charts.colors().accent, opacity: 0.25 },
    };
    const axes = report.parameters.map((axis, i) => ({
      dim: i + 1,
      name: axis.name,
      type: { LOG: "log", CATEGORY: "category" }[axis.kind] ?? "value",
      ...(axis.kind === "CATEGORY" ? { data: axis.categories } : { min: axis.min, max: axis.max }),
      ...style,
      axisLabel: {
        color: text,
        hideOverlap: true,
        width: 80,
        overflow: "truncate",
        formatter: axis.kind === "CATEGORY" ? undefined : (value) => position(axis, value),
      },
    }));
    const best = report.best.trial;
    const ordered = [...done].sort((a, b) => (report.study.goal === "MAXIMIZE" ? a.value - b.value : b.value - a.value));
    return {
      parallel: { left: 75, right: 70, top: 56, bottom: 24, axisExpandable: false },
      parallelAxis: [
        { dim: 0, name: report.study.metric, scale: true, ...style, inverse: report.study.goal === "MINIMIZE", axisLabel: { color: text, hideOverlap: true, formatter: (value) => number(value, 4) } },
        ...axes,
      ],
      visualMap: charts.colorScale(...bounds, charts.ramp(report.study.goal), { dimension: report.parameters.length + 1, top: 0, right: 60, text: [number(bounds[1], 3), number(bounds[0], 3)] }),
      tooltip: charts.tooltip(({ data }) => tellTrial(report, report.trials[data.trial])),
      series: [
        {
          type: "parallel",
          lineStyle: { width: 1.4, opacity: 0.55 },
          emphasis: { lineStyle: { width: 3, opacity: 1 } },
          smooth: false,
          inactiveOpacity: 0.03,
          activeOpacity: 0.8,
          data: ordered.map((trial) => ({
            trial: trial.trial,
            value: [
              trial.value,
              ...report.positions[trial.trial].map((at) => (at === null ? "-" : at)),
              clamped(trial.value, bounds),
            ],
            ...(trial.trial === best && { lineStyle: { width: 3, opacity: 1 } }),
          })),
        },
      ],
    };
  }

  function slices() {
    const section = page.section("slices", "Slices", {
      wide: true,
      note: "The objective of the complete trials over each parameter. Later trials are stronger.",
    });
    const holder = element("div", { class: "slices" });
    section.content.append(holder);
    let plots = [];
    return (report) => {
      if (plots.length !== report.parameters.length) {
        holder.replaceChildren();
        plots = report.parameters.map((axis) => charts.chart(holder, `Objective over ${axis.name}`));
      }
      report.parameters.forEach((axis, i) => {
        const points = Luthier.plots.complete(report).filter((trial) => report.positions[trial.trial][i] !== null);
        plots[i].draw(
          () => (points.length === 0 ? null : sliceOption(report, axis, i, points)),
          points.length === 0 ? `No complete trial has ${axis.name} yet.` : `${points.length} complete trials have it${axis.condition ? `; it is there when ${axis.condition}` : ""}.`,
        );
      });
    };
  }

  /** Points of one category lie beside each other, by the golden ratio: as even as chance, and always the same. */
  const spread = (trial) => (((trial * 0.618034) % 1) - 0.5) * 0.5;

  function sliceOption(report, axis, index, points) {
    const isCategory = axis.kind === "CATEGORY";
    return {
      grid: { left: 6, right: 16, top: 12, bottom: 32, containLabel: true },
      xAxis: charts.parameterAxis(axis, { nameTextStyle: { fontWeight: 600, color: charts.colors().text }, nameGap: 26 }),
      yAxis: charts.objectiveAxis(""),
      visualMap: charts.colorScale(0, report.trials.length - 1, charts.colors().ramp.slice(1), { dimension: 2, show: false }),
      tooltip: charts.tooltip(({ value }) => tellTrial(report, report.trials[value[2]])),
      series: [
        {
          type: "scatter",
          symbolSize: 6,
          itemStyle: { opacity: 0.85 },
          data: points.map((trial) => {
            const at = report.positions[trial.trial][index];
            return [isCategory ? at + spread(trial.trial) : at, trial.value, trial.trial];
          }),
        },
      ],
    };
  }

  function contour() {
    const section = page.section("contour", "Contour", {
      note: "The objective over two parameters: complete trials as points, and their mean nearby as colour. Blank where none is near.",
    });
    const choose = element("select", { onchange: () => draw() });
    const label = element("label", {}, "Parameters", choose);
    section.content.append(element("div", { class: "controls" }, label));
    const chart = charts.chart(section.content, "Contour");
    let report;
    let offered = "";
    const refresh = page.dataTable(section.content, () => {
      const surface = report.surfaces[choose.value];
      const [x, y] = [report.parameters[surface.x], report.parameters[surface.y]];
      return table(
        "Complete trials",
        ["trial", x.name, y.name, "objective"],
        withBoth(surface).map((trial) => [trial.trial, trial.parameters[x.name], trial.parameters[y.name], trial.value].map((cell) => (typeof cell === "boolean" ? String(cell) : cell))),
      );
    });
    const withBoth = (surface) =>
      Luthier.plots.complete(report).filter((trial) => report.positions[trial.trial][surface.x] !== null && report.positions[trial.trial][surface.y] !== null);

    function draw() {
      const surface = report.surfaces[choose.value];
      chart.draw(
        () => (surface ? contourOption(report, surface, withBoth(surface)) : null),
        surface
          ? `${report.study.metric} over ${report.parameters[surface.x].name} and ${report.parameters[surface.y].name}.`
          : "Needs two parameters and a few complete trials.",
        520,
      );
      refresh();
    }

    return (next) => {
      report = next;
      label.hidden = report.surfaces.length === 0;
      const names = report.surfaces.map((surface) => `${report.parameters[surface.x].name} \u00d7 ${report.parameters[surface.y].name}`);
      if (names.join("\n") !== offered) {
        offered = names.join("\n");
        const before = choose.selectedOptions[0]?.textContent;
        choose.replaceChildren(...names.map((name, i) => element("option", { value: String(i), selected: name === before }, name)));
      }
      draw();
    };
  }

  function contourOption(report, surface, trials) {
    const { card, text } = charts.colors();
    const [x, y] = [report.parameters[surface.x], report.parameters[surface.y]];
    const cells = surface.cells.flatMap((row, i) => row.map((value, j) => [j, i, value])).filter((cell) => cell[2] !== null);
    if (cells.length === 0) return null;
    const bounds = colorBounds(report, cells.map((cell) => cell[2]));
    return {
      grid: { left: 12, right: 22, top: 40, bottom: 34, containLabel: true },
      xAxis: charts.parameterAxis(x),
      yAxis: charts.parameterAxis(y, { nameLocation: "end", nameGap: 12, nameTextStyle: { color: text, align: "left" } }),
      visualMap: charts.colorScale(...bounds, charts.ramp(report.study.goal), { dimension: 2, seriesIndex: 0, text: [number(bounds[1], 3), number(bounds[0], 3)] }),
      tooltip: charts.tooltip(({ data, seriesIndex }) => (seriesIndex === 1 ? tellTrial(report, report.trials[data.trial]) : [`mean nearby: ${number(surface.cells[data.value[4]][data.value[3]])}`])),
      series: [
        {
          type: "custom",
          encode: { x: 0, y: 1 },
          renderItem: (_, api) => {
            const [column, row] = [api.value(3), api.value(4)];
            const from = api.coord([surface.x_edges[column], surface.y_edges[row]]);
            const to = api.coord([surface.x_edges[column + 1], surface.y_edges[row + 1]]);
            // Half a pixel over the neighbours: no seams.
            return {
              type: "rect",
              shape: { x: from[0] - 0.3, y: to[1] - 0.3, width: to[0] - from[0] + 0.6, height: from[1] - to[1] + 0.6 },
              style: { fill: api.visual("color") },
            };
          },
          data: cells.map(([j, i, value]) => ({
            value: [middle(x, surface.x_edges, j), middle(y, surface.y_edges, i), clamped(value, bounds), j, i],
          })),
        },
        {
          type: "scatter",
          symbolSize: 6,
          itemStyle: { color: card, borderColor: text, borderWidth: 1 },
          data: trials.map((trial) => ({
            trial: trial.trial,
            value: [surface.x, surface.y].map((index) => {
              const at = report.positions[trial.trial][index];
              return report.parameters[index].kind === "CATEGORY" ? at + spread(trial.trial * (index + 1)) : at;
            }),
          })),
        },
      ],
    };
  }

  const middle = (axis, edges, i) => (axis.kind === "LOG" ? Math.sqrt(edges[i] * edges[i + 1]) : (edges[i] + edges[i + 1]) / 2);

  return { parallel, slices, contour };
})();
