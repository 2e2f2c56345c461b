"use strict";

/** Members of a population whose trainings go on from each other's weights. */
Luthier.lineage = (() => {
  const { number, element, table } = Luthier.format;
  const { page, charts } = Luthier;

  const epochs = ({ start, end }) => (end === start + 1 ? `${end}` : `${start + 1} to ${end}`);

  function lineage() {
    const section = page.section("lineage", "Lineage of the population", {
      wide: true,
      short: "Lineage",
      note: "Each bar is a trial: a part of a member's training, by the objective at its end. A line leads to it from the member whose weights it began with; the best trial's ancestors have a frame.",
    });
    const chart = charts.chart(section.content, "Lineage of the population");
    const schedule = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Schedule of the best trial" });
    section.content.append(schedule);
    let report;
    const refresh = page.dataTable(section.content, () =>
      table(
        "Parts of the members' trainings",
        ["trial", "member", "epochs", "parent", report.study.metric],
        report.lineage.parts.map((part) => [part.trial, part.member, epochs(part), part.parent, report.values[part.trial][0]]),
      ),
    );
    return (next) => {
      report = next;
      section.show(report.lineage !== null);
      if (report.lineage === null) return;
      const { parts, best } = report.lineage;
      const members = 1 + Math.max(...parts.map(({ member }) => member));
      chart.draw(
        () => lineageOption(report, members),
        `${members} members in ${parts.length} trials${best.length ? `; the best one descends from ${best.length - 1}` : ""}.`,
        Math.max(180, 34 * members + 110),
      );
      schedule.replaceChildren(...(best.length ? [scheduleTable(report)] : []));
      refresh();
    };
  }

  /** What the best trial was trained with, from its first ancestor on. */
  function scheduleTable({ study, trials, values, lineage: { parts, best } }) {
    const names = Object.keys(trials[best[0]].parameters);
    return table(
      "Schedule of the best trial",
      ["epochs", "trial", "member", ...names, study.metric],
      best.map((trial) => {
        const part = parts.find((each) => each.trial === trial);
        return [epochs(part), trial, part.member, ...names.map((name) => trials[trial].parameters[name]), values[trial][0]];
      }),
    );
  }

  function lineageOption(report, members) {
    const { text, muted, card } = charts.colors();
    const { parts, best } = report.lineage;
    const byTrial = new Map(parts.map((part) => [part.trial, part]));
    const isOfBest = new Set(best);
    const value = (part) => report.values[part.trial][0];
    const known = parts.map(value).filter((each) => each !== null);
    const bounds = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    const bar = (part) => ({ trial: part.trial, value: [part.start, part.end, part.member, value(part) ?? "-"] });
    const end = Math.max(...parts.map((part) => part.end));
    return {
      grid: { left: 12, right: 18, top: 40, bottom: 34, containLabel: true },
      xAxis: charts.axis("epochs", { min: 0, max: end, scale: false, minInterval: 1 }),
      yAxis: {
        ...charts.axis(""),
        type: "category",
        inverse: true,
        splitLine: { show: false },
        axisLabel: { color: text },
        data: Array.from({ length: members }, (_, member) => `member ${member}`),
      },
      visualMap: charts.colorScale(...bounds, charts.ramp(report.study.goal), { seriesIndex: 0, dimension: 3, right: 60, text: [number(bounds[1], 3), number(bounds[0], 3)] }),
      tooltip: charts.tooltip(({ data }) => [
        `Trial ${data.trial}, ${report.trials[data.trial].state.toLowerCase()}`,
        `${report.study.metric}: ${number(report.values[data.trial][0])}`,
        `epochs ${epochs(byTrial.get(data.trial))}`,
        ...Object.entries(report.trials[data.trial].parameters).map(([name, each]) => `${name}: ${number(each)}`),
      ]),
      series: [
        {
          type: "custom",
          encode: { x: [0, 1], y: 2 },
          renderItem: ({ dataIndex }, api) => {
            const begin = api.coord([api.value(0), api.value(2)]);
            const close = api.coord([api.value(1), api.value(2)]);
            const height = Math.min(18, api.size([0, 1])[1] * 0.6);
            const { trial } = parts[dataIndex];
            const isBest = isOfBest.has(trial);
            const isKnown = report.values[trial][0] !== null;
            return {
              type: "rect",
              shape: { x: begin[0] + 1, y: begin[1] - height / 2, width: Math.max(2, close[0] - begin[0] - 2), height, r: 2 },
              style: { fill: isKnown ? api.visual("color") : charts.STATES[report.trials[trial].state], stroke: isBest ? text : card, lineWidth: isBest ? 2 : 0.5 },
            };
          },
          data: parts.map(bar),
        },
        {
          type: "custom",
          silent: true,
          tooltip: { show: false },
          encode: { x: 0, y: [1, 2] },
          renderItem: (_, api) => {
            const [x, from] = api.coord([api.value(0), api.value(1)]);
            const to = api.coord([api.value(0), api.value(2)])[1];
            return { type: "line", shape: { x1: x, y1: from, x2: x, y2: to }, style: { stroke: muted, lineWidth: 2 } };
          },
          data: parts
            .filter((part) => byTrial.has(part.parent) && byTrial.get(part.parent).member !== part.member)
            .map((part) => [part.start, byTrial.get(part.parent).member, part.member]),
        },
      ],
    };
  }

  return { lineage };
})();
