"use strict";

/** Fills the page with the report in it; a page that is served asks for what is new. */
(() => {
  const { page, charts, plots, spaces, trials, sections } = Luthier;
  const PAUSE = 2000;
  const ATTEMPT = 10000;

  page.startTheme();
  charts.start();
  const parts = [
    sections.overview(),
    plots.history(),
    sections.best(),
    Luthier.front.front(),
    Luthier.lineage.lineage(),
    plots.curves(),
    plots.importance(),
    spaces.parallel(),
    spaces.slices(),
    spaces.contour(),
    plots.confusion(),
    plots.timeline(),
    trials.table(),
    sections.provenance(),
  ];

  function show(report) {
    const { study } = report;
    // With several objectives trials have values by name; what is drawn is the first.
    report.trials.forEach((trial) => (trial.value = report.values[trial.trial][0]));
    document.title = `${study.name} \u2013 Luthier study`;
    document.getElementById("name").textContent = study.name;
    document.getElementById("subtitle").textContent = `${study.goal.toLowerCase()} ${study.metric} on ${study.data}`;
    document.getElementById("footer").textContent = `Written by Luthier ${study.luthier}, ${study.written}. Plots by Apache ECharts.`;
    parts.forEach((part) => part(report));
  }

  async function watch() {
    const live = document.getElementById("live");
    live.hidden = false;
    live.textContent = "live";
    let revision = null;
    while (true) {
      await new Promise((done) => setTimeout(done, PAUSE));
      if (document.hidden) continue;
      try {
        const answer = await fetch("report.json", {
          headers: revision === null ? {} : { "If-None-Match": revision },
          cache: "no-store",
          signal: AbortSignal.timeout(ATTEMPT),
        });
        if (answer.status === 200) {
          revision = answer.headers.get("ETag");
          show(await answer.json());
        }
        live.textContent = "live";
        live.classList.remove("lost");
      } catch (lost) {
        live.textContent = "not connected: luthier study DIR watch has ended";
        live.classList.add("lost");
      }
    }
  }

  show(JSON.parse(document.getElementById("report").textContent));
  if (document.documentElement.dataset.kind === "LIVE") watch();
})();
