package dev.luthier.cli;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.study.StoredTrial;
import dev.luthier.study.StudyListener;
import java.util.Optional;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;

/** A line for each trial that has ended, and below them, on a terminal, a bar over all trials. */
final class TuneProgress implements StudyListener, AutoCloseable {

  /** Goes to the line's beginning and clears it: the bar's, which is drawn again below. */
  private static final String ABOVE_BAR = "\r\u001b[K";

  private final Output output;
  private final Terminal terminal;
  private final OptionalInt trials;
  private Optional<ProgressBar> bar = Optional.empty();

  /**
   * A display.
   *
   * @param trials of the whole study; empty where that is not known
   */
  TuneProgress(Output output, Terminal terminal, OptionalInt trials) {
    this.output = output;
    this.terminal = terminal;
    this.trials = trials;
  }

  @Override
  public void onStart(History history) {
    int finished = finished(history);
    if (!history.trials().isEmpty()) {
      output.say("going on after " + finished + " finished trials");
    }
    bar = terminal.bar("trials", trials.orElse(-1));
    bar.ifPresent(b -> b.stepTo(finished));
  }

  @Override
  public void onTrialEnd(StoredTrial stored, History history) {
    Trial trial = stored.trial();
    Optional<Trial> best = history.best();
    if (trial.state() != Trial.State.PAUSED && trial.state() != Trial.State.WAITING) {
      say(line(stored, best, history.goal()));
    } else if (trial.state() == Trial.State.WAITING && stored.error().isPresent()) {
      say("trial " + trial.number() + "  runs again: " + stored.error().get());
    }
    bar.ifPresent(
        b -> {
          b.stepTo(finished(history));
          best.ifPresent(found -> b.setExtraMessage(" best " + value(found)));
        });
  }

  private void say(String line) {
    output.say(bar.isPresent() ? ABOVE_BAR + line : line);
  }

  private static String line(StoredTrial stored, Optional<Trial> best, Goal goal) {
    Trial trial = stored.trial();
    boolean isBest = best.isPresent() && best.get().number() == trial.number();
    String outcome = trial.value().isPresent() ? value(trial) : stored.error().orElse("").strip();
    return "trial %d  %s  %s%s  %s"
        .formatted(
            trial.number(),
            trial.state(),
            outcome,
            isBest ? (goal == Goal.MAXIMIZE ? " (highest so far)" : " (lowest so far)") : "",
            trial.assignment());
  }

  private static String value(Trial trial) {
    return TextTable.figure(trial.value().orElse(Double.NaN));
  }

  private static int finished(History history) {
    return (int) history.trials().stream().filter(trial -> trial.state().isFinished()).count();
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
