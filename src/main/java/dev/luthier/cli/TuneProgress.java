package dev.luthier.cli;

import dev.luthier.search.Domain;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Repeats;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.StudyListener;
import dev.luthier.study.store.StoredTrial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;

/**
 * A line for each trial that has ended. On a terminal the lines are rows of a table, and below them
 * is a bar over all trials.
 */
final class TuneProgress implements StudyListener, AutoCloseable {

  /** Grids with more points, and domains with more values, are not gone through. */
  private static final int MOST_POINTS = 100_000;

  private static final int MOST_VALUES = 100;

  private static final String BEST = "best";

  /** Of several objectives. */
  private static final String FRONT = "front";

  private final Output output;
  private final Terminal terminal;
  private final StudySpec study;
  private final LiveTable table;
  private Optional<ProgressBar> bar = Optional.empty();

  TuneProgress(Output output, Terminal terminal, StudySpec study) {
    this.output = output;
    this.terminal = terminal;
    this.study = study;
    this.table = table(study.objectives().size(), study.space().parameters());
  }

  private static LiveTable table(int objectives, List<Parameter> parameters) {
    List<String> head = new ArrayList<>(List.of("trial", Trial.State.INFEASIBLE.name()));
    head.addAll(Collections.nCopies(objectives, "0.0000"));
    head.add(objectives > 1 ? FRONT : BEST);
    LiveTable table = new LiveTable(head.size() + parameters.size());
    for (int i = 0; i < head.size(); i++) {
      table.expect(i, head.get(i));
    }
    for (int i = 0; i < parameters.size(); i++) {
      int column = head.size() + i;
      Domain domain = parameters.get(i).domain();
      long values = domain.size().orElse(Long.MAX_VALUE);
      table.expect(column, values > MOST_VALUES ? "0.0000" : "");
      for (long value = 0; values <= MOST_VALUES && value < values; value++) {
        table.expect(column, cell(domain.value(value)));
      }
    }
    return table;
  }

  @Override
  public void onStart(History history) {
    if (!history.trials().isEmpty()) {
      long finished = history.trials().stream().filter(trial -> trial.state().isFinished()).count();
      output.say("going on after " + finished + " finished trials");
    }
    bar = terminal.bar("trials", tried(history), trials());
    if (bar.isPresent()) {
      List<String> names = new ArrayList<>(List.of("trial", "state"));
      names.addAll(study.objectives().size() > 1 ? study.metrics() : List.of("value"));
      names.add("");
      study.space().parameters().forEach(parameter -> names.add(parameter.name()));
      say(table.row(names, ""));
      showBest(history);
    }
  }

  /** Of the whole study; -1 where that is not known. */
  private long trials() {
    OptionalInt budget = study.budget().trials();
    OptionalLong points =
        study.sampler() instanceof Grid
            ? Grid.count(study.space(), budget.orElse(MOST_POINTS))
            : OptionalLong.empty();
    long searched = points.orElse(budget.orElse(-1));
    return searched < 0
        ? searched
        : searched + study.budget().repeats().map(Repeats::count).orElse(0);
  }

  @Override
  public void onTrialEnd(StoredTrial stored, History history) {
    Trial trial = stored.trial();
    // One that waits without an error was interrupted, with all others.
    if (trial.state() != Trial.State.WAITING || stored.error().isPresent()) {
      say(bar.isPresent() ? row(stored, history) : line(stored, history));
    }
    bar.ifPresent(b -> b.stepTo(tried(history)));
    showBest(history);
  }

  @Override
  public void onNotice(String line) {
    say(line);
  }

  private void showBest(History history) {
    if (history.hasSeveralObjectives()) {
      bar.ifPresent(b -> b.setExtraMessage(" front of " + history.front().size()));
    } else {
      bar.ifPresent(
          b -> history.best().ifPresent(best -> b.setExtraMessage(" best " + values(best).get(0))));
    }
  }

  private void say(String line) {
    if (bar.isPresent()) {
      output.sayAboveBar(line);
    } else {
      output.say(line);
    }
  }

  private String row(StoredTrial stored, History history) {
    Trial trial = stored.trial();
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(trial.number()));
    cells.add(trial.state().name());
    List<String> values = values(trial);
    for (int i = 0; i < study.objectives().size(); i++) {
      cells.add(i < values.size() ? values.get(i) : "-");
    }
    cells.add(isBest(trial, history) ? (history.hasSeveralObjectives() ? FRONT : BEST) : "");
    for (Parameter parameter : study.space().parameters()) {
      cells.add(trial.assignment().get(parameter.name()).map(TuneProgress::cell).orElse("-"));
    }
    return table.row(cells, note(stored));
  }

  private static String line(StoredTrial stored, History history) {
    Trial trial = stored.trial();
    if (trial.state() == Trial.State.WAITING) {
      return "trial " + trial.number() + "  " + note(stored);
    }
    String best =
        isBest(trial, history)
            ? history.hasSeveralObjectives()
                ? "(on the front)"
                : history.goal() == Goal.MAXIMIZE ? "(highest so far)" : "(lowest so far)"
            : "";
    return "trial "
        + trial.number()
        + "  "
        + trial.state()
        + "  "
        + Stream.of(String.join(" ", values(trial)), best, note(stored))
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(" "))
        + "  "
        + trial.assignment();
  }

  /** Why a trial has no value, or has none yet; which trial it repeats. */
  private static String note(StoredTrial stored) {
    String error = stored.error().orElse("").strip();
    return switch (stored.trial().state()) {
      case WAITING -> "runs again: " + error;
      case PAUSED ->
          stored.trial().lastReport().map(last -> "after step " + last.step()).orElse("");
      case INFEASIBLE, FAILED -> error;
      case RUNNING, COMPLETE, PRUNED ->
          stored.trial().repeats().isPresent()
              ? "trial " + stored.trial().repeats().getAsInt() + " once more"
              : "";
    };
  }

  private static boolean isBest(Trial trial, History history) {
    return history.hasSeveralObjectives()
        ? history.front().stream().anyMatch(other -> other.number() == trial.number())
        : history.best().filter(best -> best.number() == trial.number()).isPresent();
  }

  private static String cell(Value value) {
    return value instanceof Value.Real real ? TextTable.figure(real.value()) : value.text();
  }

  /** The values; of a paused trial, those of its last report. */
  private static List<String> values(Trial trial) {
    double[] values =
        trial.state() == Trial.State.PAUSED
            ? trial.lastReport().map(Report::values).orElse(trial.values())
            : trial.values();
    return DoubleStream.of(values).mapToObj(TextTable::figure).toList();
  }

  /** Paused trials, too: most of them stay what they are up to the study's end. */
  private static long tried(History history) {
    return history.trials().stream()
        .filter(trial -> trial.state().isFinished() || trial.state() == Trial.State.PAUSED)
        .count();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
