package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleBiFunction;

/**
 * A study of made-up learning curves on a few made-up workers, without threads: always the worker
 * whose epoch ends first goes on. Epochs of different trials take different times, so that trials
 * overtake each other.
 */
final class SimulatedStudy {

  private final Pruner pruner;
  private final Goal goal;
  private final int trialCount;
  private final long epochs;
  private final ToDoubleBiFunction<Integer, Long> curve;

  private final List<Trial> trials = new ArrayList<>();
  private final int[] trialOf;
  private final double[] timeOf;
  private long epochsTrained;
  private int promotions;

  /** A study with its workers; {@code curve} gives a trial's value at an epoch from 1. */
  SimulatedStudy(
      Pruner pruner,
      Goal goal,
      int trialCount,
      int workers,
      long epochs,
      ToDoubleBiFunction<Integer, Long> curve) {
    this.pruner = pruner;
    this.goal = goal;
    this.trialCount = trialCount;
    this.epochs = epochs;
    this.curve = curve;
    this.trialOf = new int[workers];
    this.timeOf = new double[workers];
    java.util.Arrays.fill(trialOf, -1);
  }

  /** Runs it to its end: what is paused then is given up. */
  History run() {
    takeUp(0);
    for (int worker = nextWorker(); worker >= 0; worker = nextWorker()) {
      trainEpoch(worker);
      takeUp(timeOf[worker]);
    }
    for (Trial trial : trials) {
      if (trial.state() == Trial.State.PAUSED) {
        set(trial, Trial.State.PRUNED, trial.reports());
      }
    }
    return history();
  }

  long epochsTrained() {
    return epochsTrained;
  }

  int promotions() {
    return promotions;
  }

  private History history() {
    return new History(goal, trials);
  }

  private int nextWorker() {
    int next = -1;
    for (int worker = 0; worker < trialOf.length; worker++) {
      if (trialOf[worker] >= 0 && (next < 0 || timeOf[worker] < timeOf[next])) {
        next = worker;
      }
    }
    return next;
  }

  private void trainEpoch(int worker) {
    Trial trial = trials.get(trialOf[worker]);
    List<Report> reports = new ArrayList<>(trial.reports());
    long step = reports.size() + 1L;
    reports.add(new Report(step, curve.applyAsDouble(trial.number(), step)));
    epochsTrained++;
    timeOf[worker] += 1 + trial.number() * 7 % 5 / 10.0;
    trial = set(trial, Trial.State.RUNNING, reports);
    if (step == epochs) {
      boolean isNumber = !Double.isNaN(reports.get(reports.size() - 1).value());
      set(trial, isNumber ? Trial.State.COMPLETE : Trial.State.INFEASIBLE, reports);
      trialOf[worker] = -1;
      return;
    }
    switch (pruner.judge(history(), trial)) {
      case CONTINUE -> {}
      case PAUSE -> {
        set(trial, Trial.State.PAUSED, reports);
        trialOf[worker] = -1;
      }
      case PRUNE -> {
        set(trial, Trial.State.PRUNED, reports);
        trialOf[worker] = -1;
      }
    }
  }

  private void takeUp(double time) {
    for (int worker = 0; worker < trialOf.length; worker++) {
      if (trialOf[worker] < 0) {
        trialOf[worker] = nextTrial();
        timeOf[worker] = Math.max(timeOf[worker], time);
      }
    }
  }

  private int nextTrial() {
    OptionalInt promoted = pruner.promote(history());
    if (promoted.isEmpty() && trials.size() < trialCount) {
      trials.add(Trial.running(trials.size(), Assignment.empty()));
      return trials.size() - 1;
    }
    boolean isOver = trials.stream().noneMatch(trial -> trial.state() == Trial.State.RUNNING);
    if (promoted.isEmpty() && isOver) {
      promoted = pruner.promoteAtEnd(history());
    }
    if (promoted.isEmpty()) {
      return -1;
    }
    Trial trial = trials.get(promoted.getAsInt());
    assertEquals(Trial.State.PAUSED, trial.state());
    assertTrue(trial.reports().size() < epochs);
    promotions++;
    set(trial, Trial.State.RUNNING, trial.reports());
    return trial.number();
  }

  private Trial set(Trial trial, Trial.State state, List<Report> reports) {
    Trial changed = Curves.with(trial.number(), state, reports);
    trials.set(trial.number(), changed);
    return changed;
  }
}
