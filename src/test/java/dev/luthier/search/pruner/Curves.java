package dev.luthier.search.pruner;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Trials with reports, written down in short. */
final class Curves {

  private Curves() {}

  /** A trial with a report of each value, from step 1. */
  static Trial trial(int number, Trial.State state, double... values) {
    List<Report> reports =
        IntStream.range(0, values.length).mapToObj(i -> new Report(i + 1, values[i])).toList();
    return with(number, state, reports);
  }

  /**
   * A trial with these reports; the last that is a number is its value, once it is complete or
   * pruned.
   */
  static Trial with(int number, Trial.State state, List<Report> reports) {
    OptionalDouble last =
        reports.stream()
            .mapToDouble(Report::value)
            .filter(value -> !Double.isNaN(value))
            .reduce((earlier, later) -> later);
    OptionalDouble value =
        switch (state) {
          case COMPLETE -> OptionalDouble.of(last.orElse(0));
          case PRUNED -> last;
          default -> OptionalDouble.empty();
        };
    return new Trial(number, Assignment.empty(), state, reports, value);
  }

  static History history(Goal goal, Trial... trials) {
    return new History(goal, List.of(trials));
  }

  /** The same study with the opposite goal and all values negated. */
  static History mirrored(History history) {
    return new History(
        history.goal() == Goal.MINIMIZE ? Goal.MAXIMIZE : Goal.MINIMIZE,
        history.trials().stream().map(Curves::mirrored).toList());
  }

  static Trial mirrored(Trial trial) {
    List<Report> reports = new ArrayList<>();
    trial.reports().forEach(report -> reports.add(new Report(report.step(), -report.value())));
    return with(trial.number(), trial.state(), reports);
  }
}
