"use strict";

/** What several objectives cost each other. */
Luthier.front = (() => {
  const { number, element, table } = Luthier.format;
  const { page, charts, plots } = Luthier;

  function front() {
    const section = page.section("front", "Pareto front", {
      wide: true,
      note: "Every complete trial by two of its objectives. Those of the front are the ones that no other trial is better than in all objectives.",
    });
    const choose = element("select", { onchange: () => draw() });
    const label = element("label", {}, "Objectives", choose);
    section.content.append(element("div", { class: "controls" }, label));
    const chart = charts.chart(section.content, "Pareto front");
    let report;
    let pairs = [];
    const refresh = page.dataTable(section.content, () =>
      table(
        "Trials of the front",
        ["trial", ...report.objectives.map(({ metric }) => metric)],
        report.front.map((trial) => [trial, ...report.values[trial]]),
      ),
    );

    function draw() {
      const pair = pairs[choose.value || 0];
      const done = plots.complete(report);
      chart.draw(
        () => (done.length === 0 ? null : frontOption(report, done, pair)),
        done.length === 0 ? "No trial is complete yet." : `${report.front.length} of ${done.length} complete trials are on the front.`,
        420,
      );
      refresh();
    }

    return (next) => {
      report = next;
      const { objectives } = report;
      section.show(objectives.length > 1);
      if (objectives.length < 2) return;
      pairs = objectives.flatMap((_, i) => objectives.slice(i + 1).map((_, j) => [i, i + 1 + j]));
      if (choose.options.length !== pairs.length) {
        choose.replaceChildren(
          ...pairs.map(([x, y], i) => element("option", { value: String(i) }, `${objectives[x].metric} \u00d7 ${objectives[y].metric}`)),
        );
      }
      label.hidden = pairs.length < 2;
      draw();
    };
  }

  function frontOption(report, done, [x, y]) {
    const { text } = charts.colors();
    const best = new Set(report.front);
    const name = ({ metric, goal }) => `${metric} (${goal.toLowerCase()})`;
    const points = (name, isIn, style) => ({
      name,
      type: "scatter",
      ...style,
      data: done.filter(({ trial }) => isIn(best.has(trial))).map(({ trial }) => ({ trial, value: [report.values[trial][x], report.values[trial][y]] })),
    });
    return {
      legend: { top: 0, textStyle: { color: text } },
      grid: { left: 12, right: 18, top: 48, bottom: 34, containLabel: true },
      xAxis: charts.axis(name(report.objectives[x])),
      yAxis: charts.objectiveAxis(name(report.objectives[y])),
      tooltip: charts.tooltip(({ data, seriesName }) => [
        `Trial ${data.trial}, ${seriesName}`,
        ...report.objectives.map(({ metric }, i) => `${metric}: ${number(report.values[data.trial][i])}`),
        ...Object.entries(report.trials[data.trial].parameters).map(([parameter, value]) => `${parameter}: ${number(value)}`),
      ]),
      series: [
        points("other trials", (isBest) => !isBest, { symbolSize: 6, itemStyle: { color: charts.STATES.WAITING, opacity: 0.7 } }),
        points("on the front", (isBest) => isBest, { symbolSize: 11, itemStyle: { color: charts.STATES.COMPLETE, borderColor: text, borderWidth: 1 } }),
      ],
    };
  }

  return { front };
})();
