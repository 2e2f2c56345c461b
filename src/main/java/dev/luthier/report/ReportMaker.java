package dev.luthier.report;

import dev.luthier.report.StudyReport.Best;
import dev.luthier.report.StudyReport.Curve;
import dev.luthier.report.StudyReport.Environment;
import dev.luthier.report.StudyReport.ImportanceShares;
import dev.luthier.report.StudyReport.Lineage;
import dev.luthier.report.StudyReport.Overview;
import dev.luthier.report.StudyReport.Part;
import dev.luthier.report.StudyReport.Share;
import dev.luthier.report.StudyReport.Source;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.search.Goal;
import dev.luthier.search.Parameter;
import dev.luthier.search.Report;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.spec.CrossValidation;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.directory.WorkLog;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.trial.ValueJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Makes the reports of a study, from its trials and from what lies in its directory. */
public final class ReportMaker {

  /** Parameters whose pairs have surfaces. */
  private static final int SURFACE_PARAMETERS = 6;

  private final StudySpec study;
  private final StudyDirectory directory;
  private final TrialRecords records;
  private final List<ParameterAxis> axes;

  /** One for a study that lies in a directory. */
  public ReportMaker(StudySpec study, StudyDirectory directory) {
    this.study = study;
    this.directory = directory;
    this.records = new TrialRecords(directory);
    this.axes = study.space().parameters().stream().map(ParameterAxis::of).toList();
  }

  /**
   * The report at one moment.
   *
   * @param trials all of them, by number
   * @param seconds that were spent on the study
   * @param now the moment
   * @throws IOException where a file of the study's directory cannot be read
   */
  public StudyReport of(List<StoredTrial> trials, double seconds, Instant now) throws IOException {
    StudyFindings findings =
        new StudyFindings(study.space(), study.goals(), study.metrics(), trials);
    ImportanceShares importance = importance(findings);
    Optional<Trial> best = findings.best();
    return new StudyReport(
        overview(trials, seconds, now),
        axes,
        study.objectives().stream()
            .map(each -> new StudyReport.Objective(each.metric(), each.goal().name()))
            .toList(),
        findings.trialsJson(),
        trials.stream().map(stored -> values(stored.trial())).toList(),
        findings.front().stream().map(Trial::number).toList(),
        trials.stream().map(stored -> positions(stored.trial())).toList(),
        bestSoFar(study.objective().goal(), trials),
        importance,
        surfaces(trials, importance),
        trials.stream()
            .map(StoredTrial::trial)
            .filter(trial -> !trial.reports().isEmpty())
            .map(ReportMaker::curve)
            .toList(),
        timeline(trials, now),
        lineage(findings, best),
        best.isEmpty() ? null : best(findings, best.get()),
        environments(trials),
        sources(best));
  }

  private int folds() {
    return study.crossValidation().map(CrossValidation::folds).orElse(0);
  }

  private Overview overview(List<StoredTrial> trials, double seconds, Instant now) {
    Map<Trial.State, Integer> states = new TreeMap<>();
    trials.forEach(stored -> states.merge(stored.trial().state(), 1, Integer::sum));
    Map<String, Integer> named = new LinkedHashMap<>();
    states.forEach((state, count) -> named.put(state.name(), count));
    String version = ReportMaker.class.getPackage().getImplementationVersion();
    return new Overview(
        study.name(),
        directory.root().toString(),
        study.objective().metric(),
        study.objective().goal().name(),
        named,
        study.budget().trials().isPresent() ? study.budget().trials().getAsInt() : null,
        folds(),
        study.seed(),
        study.data().getPath(),
        seconds,
        now.truncatedTo(ChronoUnit.SECONDS).toString(),
        version == null ? "development" : version);
  }

  private List<Double> positions(Trial trial) {
    List<Double> positions = new ArrayList<>();
    List<Parameter> parameters = study.space().parameters();
    for (int i = 0; i < axes.size(); i++) {
      positions.add(axes.get(i).position(parameters.get(i), trial.assignment()));
    }
    return Collections.unmodifiableList(positions);
  }

  private List<Double> values(Trial trial) {
    List<Double> values = new ArrayList<>();
    for (double value : trial.value().isPresent() ? trial.values() : new double[0]) {
      values.add(Double.isFinite(value) ? value : null);
    }
    while (values.size() < study.objectives().size()) {
      values.add(null);
    }
    return Collections.unmodifiableList(values);
  }

  private static List<Double> bestSoFar(Goal goal, List<StoredTrial> trials) {
    List<Double> bests = new ArrayList<>();
    Double best = null;
    for (StoredTrial stored : trials) {
      if (isComplete(stored.trial()) && stored.trial().repeats().isEmpty()) {
        double value = stored.trial().value().getAsDouble();
        best = best == null || goal.isBetter(value, best) ? Double.valueOf(value) : best;
      }
      bests.add(best);
    }
    return Collections.unmodifiableList(bests);
  }

  private static boolean isComplete(Trial trial) {
    return trial.state() == Trial.State.COMPLETE
        && Double.isFinite(trial.value().orElse(Double.NaN));
  }

  private static ImportanceShares importance(StudyFindings findings) {
    try {
      return new ImportanceShares(
          findings.importance(0).entrySet().stream()
              .map(entry -> new Share(entry.getKey(), entry.getValue()))
              .toList(),
          null);
    } catch (IllegalArgumentException e) {
      return new ImportanceShares(List.of(), e.getMessage());
    }
  }

  private List<Surface> surfaces(List<StoredTrial> trials, ImportanceShares importance) {
    List<Integer> shown = new ArrayList<>();
    importance.shares().stream()
        .map(share -> IntStream.range(0, axes.size()).filter(i -> isNamed(i, share)).findFirst())
        .map(index -> index.orElseThrow())
        .filter(index -> axes.get(index).hasSeveralPositions())
        .limit(SURFACE_PARAMETERS)
        .forEachOrdered(shown::add);
    List<Surface> surfaces = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      for (int j = i + 1; j < shown.size(); j++) {
        surfaces.add(surface(shown.get(i), shown.get(j), trials));
      }
    }
    return List.copyOf(surfaces);
  }

  private boolean isNamed(int axis, Share share) {
    return axes.get(axis).name().equals(share.parameter());
  }

  private Surface surface(int x, int y, List<StoredTrial> trials) {
    List<Surface.Sample> samples = new ArrayList<>();
    for (StoredTrial stored : trials) {
      List<Double> positions = positions(stored.trial());
      if (isComplete(stored.trial()) && positions.get(x) != null && positions.get(y) != null) {
        samples.add(
            new Surface.Sample(
                positions.get(x), positions.get(y), stored.trial().value().getAsDouble()));
      }
    }
    return Surface.of(x, axes.get(x), y, axes.get(y), samples);
  }

  private static Curve curve(Trial trial) {
    return new Curve(
        trial.number(),
        trial.reports().stream().map(Report::step).toList(),
        trial.reports().stream().map(Report::value).toList());
  }

  private Timeline timeline(List<StoredTrial> trials, Instant now) throws IOException {
    List<Timeline.Work> all = new ArrayList<>();
    for (StoredTrial stored : trials) {
      Trial trial = stored.trial();
      for (WorkLog.Span span : WorkLog.in(directory.trial(trial.number())).spans()) {
        all.add(new Timeline.Work(trial, span));
      }
    }
    return Timeline.of(all, now);
  }

  private static Lineage lineage(StudyFindings findings, Optional<Trial> best) {
    List<Part> parts = new ArrayList<>();
    for (StoredTrial stored : findings.trials()) {
      int number = stored.trial().number();
      stored.trial().segment().ifPresent(segment -> parts.add(part(number, segment)));
    }
    return parts.isEmpty()
        ? null
        : new Lineage(
            List.copyOf(parts),
            best.stream()
                .flatMap(trial -> findings.lineage(trial).stream())
                .map(Trial::number)
                .toList());
  }

  private static Part part(int trial, Segment segment) {
    Integer parent = segment.parent().isPresent() ? segment.parent().getAsInt() : null;
    return new Part(trial, segment.member(), parent, segment.start(), segment.end());
  }

  private Best best(StudyFindings findings, Trial best) throws IOException {
    StoredTrial stored = findings.trials().get(best.number());
    return new Best(
        best.number(),
        best.value().orElseThrow(),
        ValueJson.of(best.assignment()),
        stored.figures(),
        stored.foldValues(),
        findings.executions(best),
        Confusion.of(records.of(best.number(), folds())).orElse(null),
        "luthier export " + directory.root() + "#" + best.number() + " --to DIR");
  }

  private List<Environment> environments(List<StoredTrial> trials) throws IOException {
    Map<Environment, Integer> counts = new LinkedHashMap<>();
    for (StoredTrial stored : trials) {
      records.of(stored.trial().number(), folds()).stream()
          .findFirst()
          .ifPresent(record -> counts.merge(environment(record, 0), 1, Integer::sum));
    }
    return counts.entrySet().stream()
        .map(entry -> withTrials(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static Environment withTrials(Environment of, int trials) {
    return new Environment(
        of.luthier(),
        of.tensorflow(),
        of.java(),
        of.device(),
        of.threads(),
        of.dataDigest(),
        of.training(),
        of.validation(),
        trials);
  }

  private static Environment environment(RunRecord record, int trials) {
    return new Environment(
        record.versions().luthier(),
        record.versions().tensorflow(),
        record.versions().java(),
        record.device(),
        record.threads(),
        record.data().digest(),
        record.data().train(),
        record.data().validation(),
        trials);
  }

  private List<Source> sources(Optional<Trial> best) throws IOException {
    List<Source> sources = new ArrayList<>();
    sources.add(new Source("study.textproto", Files.readString(directory.definition())));
    if (best.isPresent()) {
      int number = best.get().number();
      Path run = folds() == 0 ? directory.trial(number) : directory.fold(number, 0);
      try {
        Path model = new RunDirectory(run).model();
        sources.add(
            new Source(directory.root().relativize(model).toString(), Files.readString(model)));
      } catch (NoSuchFileException e) {
        // The trial ran on another machine: the study's text has the model without its parameters.
        return sources;
      }
    }
    return sources;
  }
}
