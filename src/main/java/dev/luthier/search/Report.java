package dev.luthier.search;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A trial's objectives on the way.
 *
 * @param step how far the trial had come, from 1: epochs, for a training
 * @param value of the first objective there
 * @param others values of the other objectives there, in their order; empty where there is one
 */
public record Report(long step, double value, List<Double> others) {

  public Report {
    others = List.copyOf(others);
  }

  /** One of a study with one objective. */
  public Report(long step, double value) {
    this(step, value, List.of());
  }

  /**
   * One of a study with any number of objectives.
   *
   * @param values one an objective, at least one
   */
  public static Report of(long step, double... values) {
    return new Report(step, values[0], DoubleStream.of(values).skip(1).boxed().toList());
  }

  /** Of all objectives, in their order. */
  public double[] values() {
    return Dominance.joined(value, others);
  }
}
