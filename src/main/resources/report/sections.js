"use strict";

/** The sections of texts: how far the study is, its best trial, and where everything comes from. */
Luthier.sections = (() => {
  const { element, number, duration, table } = Luthier.format;
  const { page } = Luthier;

  const tile = (name, value, more) =>
    element("div", { class: "tile" }, element("dt", {}, name), element("dd", {}, value, more ? element("small", {}, more) : null));

  const facts = (pairs) =>
    element("dl", { class: "facts" }, pairs.filter((pair) => pair[1] !== null && pair[1] !== undefined).flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));

  function overview() {
    const section = page.section("overview", "Overview", { wide: true });
    return ({ study, best, trials }) => {
      const states = Object.entries(study.states);
      const training = trials.reduce((sum, trial) => sum + trial.seconds, 0);
      section.content.replaceChildren(
        element(
          "dl",
          { class: "tiles" },
          tile(`Best ${study.metric}`, best ? number(best.value) : "\u2013", best ? `trial ${best.trial}, ${study.goal.toLowerCase()}d` : study.goal.toLowerCase()),
          tile("Trials", study.budget === null ? String(trials.length) : `${trials.length} of ${study.budget}`, states.map(([name, count]) => `${count} ${name.toLowerCase()}`).join(", ")),
          tile("Time of the study", duration(study.seconds), `${duration(training)} of training`),
          tile("Data", study.data, study.folds > 0 ? `${study.folds} folds` : null),
        ),
      );
    };
  }

  function best() {
    const section = page.section("best", "Best trial");
    return (report) => {
      const found = report.best;
      section.note(found ? "" : "No trial is complete yet.");
      section.content.replaceChildren();
      if (!found) return;
      section.content.append(
        facts([
          ["trial", String(found.trial)],
          [report.study.metric, number(found.value, 7)],
          ...(found.fold_values.length ? [["by fold", found.fold_values.map((value) => number(value, 4)).join(", ")]] : []),
          ...(found.executions.length > 1 ? [["the mean of", found.executions.map((value) => number(value, 4)).join(", ")]] : []),
          ...Object.entries(found.parameters).map(([name, value]) => [name, element("strong", {}, typeof value === "number" ? number(value) : String(value))]),
          ["export", element("code", {}, found.export)],
        ]),
        element("details", {}, element("summary", {}, "All figures"), facts(Object.entries(found.figures).map(([name, value]) => [name, number(value, 7)]))),
      );
    };
  }

  function provenance() {
    const section = page.section("provenance", "Environment and provenance", { wide: true, short: "Provenance" });
    const environments = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Environments" });
    const about = element("div");
    const parameters = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Parameters" });
    const sources = element("div");
    section.content.append(about, environments, parameters, sources);
    let shown = "";
    return ({ study, parameters: axes, environments: found, sources: texts }) => {
      about.replaceChildren(
        facts([
          ["study", study.name],
          ["directory", study.directory],
          ["objective", `${study.goal.toLowerCase()} ${study.metric}`],
          ["seed", String(study.seed)],
          ["report", `${study.written}, Luthier ${study.luthier}`],
        ]),
      );
      environments.replaceChildren(
        table(
          "What trials ran in",
          ["device", "threads", "Luthier", "TensorFlow", "Java", "training samples", "validation samples", "data digest", "trials"],
          found.map((one) => [one.device, one.threads, one.luthier, one.tensorflow, one.java, one.training, one.validation, element("code", { title: one.data_digest }, one.data_digest.slice(0, 12)), one.trials]),
        ),
      );
      parameters.replaceChildren(
        table(
          "Parameters",
          ["parameter", "values", "there when"],
          axes.map((axis) => [axis.name, axis.values, axis.condition ?? "always"]),
        ),
      );
      const next = texts.map(({ title, text }) => `${title}\n${text}`).join("\n");
      if (next !== shown) {
        shown = next;
        sources.replaceChildren(
          ...texts.map(({ title, text }) =>
            element("details", {}, element("summary", {}, title), element("pre", { tabindex: "0", role: "region", "aria-label": title }, text)),
          ),
        );
      }
    };
  }

  return { overview, best, provenance };
})();
