"use strict";

/** The plots of the trials one after the other: what they came to, on the way, when, and why. */
Luthier.plots = (() => {
  const { number, percent, duration, table, state } = Luthier.format;
  const { page, charts } = Luthier;
  const { STATES } = charts;

  const complete = (report) => report.trials.filter((trial) => trial.state === "COMPLETE" && trial.value !== null);

  function history() {
    const section = page.section("history", "Optimization history", {
      short: "History",
      note: "The objective of every complete trial, and the best so far.",
    });
    const chart = charts.chart(section.content, "Optimization history");
    let report;
    const refresh = page.dataTable(section.content, () =>
      table(
        "Objective by trial",
        ["trial", "state", "objective", "best so far"],
        report.trials.map((trial) => [trial.trial, state(trial.state), trial.value, report.best_so_far[trial.trial]]),
      ),
    );
    return (next) => {
      report = next;
      const done = complete(report);
      const best = report.best;
      chart.draw(
        () => (done.length === 0 ? null : historyOption(report, done)),
        done.length === 0
          ? "No trial is complete yet."
          : `The best of ${done.length} complete trials is ${number(best.value)}, of trial ${best.trial}.`,
      );
      refresh();
    };
  }

  function historyOption(report, done) {
    const { accent, text } = charts.colors();
    const line = report.best_so_far.map((value, trial) => [trial, value]).filter((point) => point[1] !== null);
    return {
      legend: { top: 0, left: "center", textStyle: { color: text } },
      xAxis: charts.axis("trial", { minInterval: 1, min: 0 }),
      yAxis: charts.objectiveAxis(""),
      grid: { left: 12, right: 18, top: 36, bottom: 34, containLabel: true },
      tooltip: charts.tooltip(({ seriesName, value }) => [`Trial ${value[0]}`, `${seriesName}: ${number(value[1])}`]),
      series: [
        {
          name: "objective",
          type: "scatter",
          symbolSize: 7,
          itemStyle: { color: STATES.COMPLETE, opacity: 0.75 },
          data: done.map((trial) => [trial.trial, trial.value]),
        },
        {
          name: "best so far",
          type: "line",
          step: "end",
          symbol: "none",
          // Else it takes the mouse from the points under it.
          silent: true,
          lineStyle: { color: STATES.PRUNED, width: 2 },
          itemStyle: { color: STATES.PRUNED },
          data: line,
        },
        {
          name: "best",
          type: "scatter",
          symbol: "diamond",
          symbolSize: 15,
          itemStyle: { color: accent, borderColor: text, borderWidth: 1 },
          data: [[report.best.trial, report.best.value]],
        },
      ],
    };
  }

  function curves() {
    const section = page.section("curves", "Intermediate values", {
      note: "The objective of each trial on its way. Where a trial was pruned, its curve ends in a cross.",
    });
    const chart = charts.chart(section.content, "Intermediate values");
    let report;
    const refresh = page.dataTable(section.content, () =>
      table(
        "Reports by trial",
        ["trial", "state", "reports", "last step", "last value"],
        report.curves.map((curve) => [
          curve.trial,
          state(report.trials[curve.trial].state),
          curve.steps.length,
          curve.steps.at(-1),
          curve.values.at(-1),
        ]),
      ),
    );
    return (next) => {
      report = next;
      const pruned = report.curves.filter((curve) => report.trials[curve.trial].state === "PRUNED").length;
      chart.draw(
        () => (report.curves.length === 0 ? null : curvesOption(report)),
        report.curves.length === 0
          ? report.study.folds > 0
            ? "Trials of a cross-validation report nothing on the way."
            : "No trial has reported anything yet."
          : `Curves of ${report.curves.length} trials, ${pruned} of them pruned.`,
      );
      refresh();
    };
  }

  /** Curves in bundles by state: a series for each of hundreds of trials would be slow. */
  function curvesOption(report) {
    const { text } = charts.colors();
    const points = report.curves.map((curve) => ({
      trial: report.trials[curve.trial],
      coords: curve.steps.map((step, i) => [step, curve.values[i]]).filter((point) => point[1] !== null),
    }));
    const values = points.flatMap(({ coords }) => coords.map((point) => point[1]));
    const low = values.length ? values.reduce((a, b) => Math.min(a, b)) : 0;
    const high = values.length ? values.reduce((a, b) => Math.max(a, b)) : 1;
    const last = report.curves.reduce((most, curve) => Math.max(most, curve.steps.at(-1)), 1);
    const bundle = (name, isIn, style) => ({
      name,
      type: "lines",
      coordinateSystem: "cartesian2d",
      polyline: true,
      lineStyle: { width: 1.3, ...style },
      itemStyle: { color: style.color },
      emphasis: { lineStyle: { width: 3, opacity: 1 } },
      data: points
        .filter(({ trial, coords }) => isIn(trial.state) && coords.length > 1)
        .map(({ trial, coords }) => ({ name: String(trial.trial), coords })),
    });
    const marks = (name, isIn, symbol, color, symbolSize) => ({
      name,
      type: "scatter",
      symbol,
      symbolSize,
      itemStyle: { color, opacity: 0.9 },
      data: points
        .filter(({ trial, coords }) => isIn(trial.state) && coords.length > 0)
        .map(({ trial, coords }) => ({ name: String(trial.trial), value: coords.at(-1) })),
    });
    const isOther = (name) => name !== "COMPLETE" && name !== "PRUNED";
    const bundleOf = (name) => (isOther(name) ? "others" : name.toLowerCase());
    return {
      legend: { top: 0, textStyle: { color: text }, data: [...new Set(points.map(({ trial }) => bundleOf(trial.state)))] },
      grid: { left: 12, right: 18, top: 36, bottom: 34, containLabel: true },
      xAxis: charts.axis("step", { min: 0, max: last, minInterval: 1 }),
      yAxis: charts.objectiveAxis("", charts.around(low, high)),
      tooltip: charts.tooltip(({ name }) => {
        const trial = report.trials[Number(name)];
        const curve = report.curves.find((any) => any.trial === trial.trial);
        return [
          `Trial ${name}, ${trial.state.toLowerCase()}`,
          `last value: ${number(curve.values.at(-1))} at step ${curve.steps.at(-1)}`,
        ];
      }),
      series: [
        bundle("complete", (name) => name === "COMPLETE", { color: STATES.COMPLETE, opacity: 0.35 }),
        bundle("pruned", (name) => name === "PRUNED", { color: STATES.PRUNED, opacity: 0.6, type: "dashed" }),
        bundle("others", isOther, { color: STATES.RUNNING, opacity: 0.9 }),
        marks("complete", (name) => name === "COMPLETE", "circle", STATES.COMPLETE, 4),
        marks("pruned", (name) => name === "PRUNED", "path://M0,1L1,0L4,3L7,0L8,1L5,4L8,7L7,8L4,5L1,8L0,7L3,4Z", STATES.PRUNED, 9),
        marks("others", isOther, "circle", STATES.RUNNING, 5),
      ],
    };
  }

  function importance() {
    const section = page.section("importance", "Importance of the parameters", {
      short: "Importance",
      note: "How much each parameter matters for being among the best tenth of the trials (PED-ANOVA, Watanabe et al. 2023).",
    });
    const chart = charts.chart(section.content, "Importance of the parameters");
    let report;
    const refresh = page.dataTable(section.content, () =>
      table(
        "Importance by parameter",
        ["parameter", "share"],
        report.importance.shares.map((share) => [share.parameter, share.share]),
      ),
    );
    return (next) => {
      report = next;
      const { shares, obstacle } = report.importance;
      chart.draw(
        () => (shares.length === 0 ? null : importanceOption([...shares].reverse())),
        shares.length === 0 ? `Not known yet: ${obstacle}.` : `Most important: ${shares[0].parameter}, ${percent(shares[0].share)}.`,
        Math.max(220, 34 * shares.length + 60),
      );
      refresh();
    };
  }

  function importanceOption(shares) {
    const { text } = charts.colors();
    return {
      grid: { left: 12, right: 60, top: 8, bottom: 34, containLabel: true },
      xAxis: charts.axis("share", { min: 0, scale: false }),
      yAxis: {
        ...charts.axis(""),
        type: "category",
        splitLine: { show: false },
        axisLabel: { color: text, width: 130, overflow: "truncate" },
        data: shares.map((share) => share.parameter),
      },
      tooltip: charts.tooltip(({ name, value }) => [name, percent(value)]),
      series: [
        {
          type: "bar",
          barMaxWidth: 22,
          itemStyle: { color: STATES.COMPLETE, borderRadius: [0, 4, 4, 0] },
          label: { show: true, position: "right", color: text, formatter: ({ value }) => percent(value) },
          data: shares.map((share) => share.share),
        },
      ],
    };
  }

  function timeline() {
    const section = page.section("timeline", "Timeline of the workers", {
      wide: true,
      short: "Timeline",
      note: "Which worker was busy with which trial, by the device it works on.",
    });
    const chart = charts.chart(section.content, "Timeline of the workers");
    let report;
    const refresh = page.dataTable(section.content, () =>
      table(
        "Work on trials",
        ["trial", "worker", "state", "begin", "seconds"],
        report.timeline.bars.map((bar) => [
          bar.trial,
          report.timeline.lanes[bar.lane],
          state(report.trials[bar.trial].state),
          new Date(bar.begin).toLocaleString(),
          bar.is_known ? (bar.end - bar.begin) / 1000 : null,
        ]),
      ),
    );
    return (next) => {
      report = next;
      const { lanes, bars } = report.timeline;
      chart.draw(
        () => (bars.length === 0 ? null : timelineOption(report)),
        bars.length === 0
          ? "There are no times: no trial has begun, or they ran on another machine or with an older Luthier."
          : `${lanes.length} ${lanes.length === 1 ? "worker" : "workers"} at ${new Set(bars.map((bar) => bar.trial)).size} trials.`,
        Math.max(180, 44 * lanes.length + 110),
      );
      refresh();
    };
  }

  function timelineOption(report) {
    const { text, card } = charts.colors();
    const { lanes, bars } = report.timeline;
    const names = [...new Set(bars.map((bar) => report.trials[bar.trial].state))];
    const series = names.map((name) => ({
      name: name.toLowerCase(),
      type: "custom",
      itemStyle: { color: STATES[name] },
      encode: { x: [1, 2], y: 0 },
      renderItem: (_, api) => {
        const begin = api.coord([api.value(1), api.value(0)]);
        const end = api.coord([api.value(2), api.value(0)]);
        const height = Math.min(26, api.size([0, 1])[1] * 0.7);
        return {
          type: "rect",
          shape: { x: begin[0], y: begin[1] - height / 2, width: Math.max(2, end[0] - begin[0]), height, r: 2 },
          style: { fill: STATES[name], stroke: card, lineWidth: 0.5 },
          emphasis: { style: { stroke: text, lineWidth: 1.5 } },
        };
      },
      data: bars
        .filter((bar) => report.trials[bar.trial].state === name)
        .map((bar) => ({ value: [bar.lane, bar.begin, bar.end], trial: bar.trial, isKnown: bar.is_known })),
    }));
    return {
      legend: { top: 0, textStyle: { color: text } },
      grid: { left: 12, right: 18, top: 36, bottom: 12, containLabel: true },
      xAxis: { ...charts.axis(""), type: "time", axisLabel: { color: text, hideOverlap: true } },
      yAxis: {
        ...charts.axis(""),
        type: "category",
        inverse: true,
        splitLine: { show: false },
        axisLabel: { color: text },
        data: lanes,
      },
      tooltip: charts.tooltip(({ data }) => [
        `Trial ${data.trial}, ${report.trials[data.trial].state.toLowerCase()}`,
        lanes[data.value[0]],
        data.isKnown ? duration((data.value[2] - data.value[1]) / 1000) : "ended by force",
        new Date(data.value[1]).toLocaleString(),
      ]),
      series,
    };
  }

  function confusion() {
    const section = page.section("confusion", "Confusion matrix of the best trial", { short: "Confusion" });
    const chart = charts.chart(section.content, "Confusion matrix of the best trial");
    const scores = Luthier.format.element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Scores by class" });
    section.content.append(scores);
    let report;
    const refresh = page.dataTable(section.content, () => {
      const { classes, counts } = report.best.confusion;
      return table("Samples by right class (rows) and predicted class (columns)", ["right class", ...classes], counts.map((row, i) => [classes[i], ...row]));
    });
    return (next) => {
      report = next;
      const found = report.best?.confusion;
      section.show(Boolean(found));
      if (!found) return;
      section.note(
        `Trial ${report.best.trial} on ${found.scores.reduce((sum, score) => sum + score.samples, 0)} validation samples` +
          (report.study.folds > 0 ? `, those of all ${report.study.folds} folds` : "") +
          ". Rows are the right classes, columns the predicted ones.",
      );
      chart.draw(
        () => confusionOption(found),
        `${percent(found.accuracy)} of the samples are on the diagonal.`,
        Math.min(560, 26 * found.classes.length + 130),
      );
      scores.replaceChildren(
        table(
          "Scores by class",
          ["class", "precision", "recall", "F1", "samples"],
          found.scores.map((score, i) => [found.classes[i], ...[score.precision, score.recall, score.f1].map((value) => value.toFixed(4)), score.samples]),
        ),
      );
      refresh();
    };
  }

  function confusionOption({ classes, counts }) {
    const { text, ramp } = charts.colors();
    const sums = counts.map((row) => row.reduce((a, b) => a + b, 0));
    const cells = counts.flatMap((row, i) => row.map((count, j) => ({ value: [j, i, sums[i] ? count / sums[i] : 0], count })));
    const names = (name, more) => ({
      ...charts.axis(name, more),
      type: "category",
      splitLine: { show: false },
      axisLabel: { color: text, width: 80, overflow: "truncate", hideOverlap: true },
      data: classes,
    });
    return {
      grid: { left: 30, right: 12, top: 36, bottom: 34, containLabel: true },
      xAxis: names("predicted"),
      yAxis: names("right", { inverse: true, nameGap: 60 }),
      visualMap: charts.colorScale(0, 1, ramp, { dimension: 2, text: ["all of the class", "none"] }),
      tooltip: charts.tooltip(({ data }) => [
        `${data.count} ${data.count === 1 ? "sample" : "samples"}`,
        `right: ${classes[data.value[1]]}`,
        `predicted: ${classes[data.value[0]]}`,
        `${percent(data.value[2])} of the right class`,
      ]),
      series: [
        {
          type: "heatmap",
          data: cells,
          itemStyle: { borderWidth: 1, borderColor: charts.colors().card },
          label: { show: classes.length <= 20, formatter: ({ data }) => (data.count ? String(data.count) : "") },
        },
      ],
    };
  }

  return { history, curves, importance, timeline, confusion, complete };
})();
