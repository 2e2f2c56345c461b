package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.store.StoredTrial;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class TuneProgressTest {

  private static final Terminal NONE = new Terminal(false, false);

  private static final StudySpec STUDY =
      StudyFile.parse(
          "graphs/../tuner/shown.textproto",
          """
          name: "shown"
          model: "../graphs/iris_logistic.textproto"
          data { path: "iris" validation_fraction: 0.2 }
          objective { metric: "validation/accuracy" goal: MAXIMIZE }
          parameter { name: "epochs" path: "training.epochs" int { min: 1 max: 9 } }
          parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 0.5 } }
          parameter { name: "scaling" path: "data.scaling" choice { value: ["NONE", "STANDARDIZE"] } }
          """,
          List.of());

  @Command
  private static final class Verb {
    @Mixin private Output output;
  }

  private final Verb verb = new Verb();
  private final StringWriter said = new StringWriter();
  private final TreeMap<Integer, Trial> trials = new TreeMap<>();

  private Output output() {
    new CommandLine(verb).setErr(new PrintWriter(said));
    return verb.output;
  }

  private StoredTrial stored(int number, Trial.State state, double value, String error) {
    Assignment assignment =
        new Assignment(
            Map.of(
                "epochs",
                Value.of(number + 1L),
                "rate",
                Value.of(0.1 / (number + 1)),
                "scaling",
                Value.of(number % 2 == 0 ? "NONE" : "STANDARDIZE")));
    Trial trial =
        new Trial(
            number,
            assignment,
            state,
            state == Trial.State.PAUSED ? List.of(new Report(3, 0.75)) : List.of(),
            Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value));
    trials.put(number, trial);
    return new StoredTrial(
        trial,
        OptionalLong.empty(),
        1,
        error.isEmpty() ? Optional.empty() : Optional.of(error),
        1,
        List.of(),
        Map.of(),
        1);
  }

  private History history() {
    return new History(Goal.MAXIMIZE, new ArrayList<>(trials.values()));
  }

  private void show(TuneProgress progress) {
    progress.onStart(history());
    for (int i = 0; i < 5; i++) {
      progress.onTrialStart(stored(i, Trial.State.RUNNING, Double.NaN, ""));
    }
    end(progress, stored(0, Trial.State.COMPLETE, 0.5, ""));
    end(progress, stored(1, Trial.State.FAILED, Double.NaN, "it broke"));
    end(progress, stored(2, Trial.State.PAUSED, Double.NaN, ""));
    end(progress, stored(3, Trial.State.WAITING, Double.NaN, "it ended"));
    end(progress, stored(4, Trial.State.PRUNED, 0.25, ""));
    progress.onGivenUp(List.of(stored(2, Trial.State.PRUNED, 0.125, "")));
  }

  private void end(TuneProgress progress, StoredTrial stored) {
    progress.onTrialEnd(stored, history());
  }

  @Test
  void linesWithoutATerminal() {
    try (TuneProgress progress = new TuneProgress(output(), NONE, STUDY)) {
      show(progress);
    }
    List<String> lines = said.toString().lines().toList();
    assertEquals(5, lines.size(), said.toString());
    assertEquals("trial 0  COMPLETE  0.5000 (highest so far)  ", lines.get(0).substring(0, 44));
    assertEquals("trial 1  FAILED  it broke  ", lines.get(1).substring(0, 27));
    assertEquals("trial 2  PAUSED  0.7500 after step 3  ", lines.get(2).substring(0, 38));
    assertEquals("trial 3  runs again: it ended", lines.get(3));
    assertEquals("trial 4  PRUNED  0.2500  ", lines.get(4).substring(0, 25));
  }

  @Test
  void rowsOfATableAboveTheBarOnATerminal() {
    try (TuneProgress progress = new TuneProgress(output(), new Terminal(true, false), STUDY)) {
      show(progress);
    }
    assertEquals(
        """
        trial  state       value         epochs  rate    scaling
        0      COMPLETE    0.5000  best  1       0.1000  NONE
        1      FAILED      -             2       0.0500  STANDARDIZE  it broke
        2      PAUSED      0.7500        3       0.0333  NONE         after step 3
        3      WAITING     -             4       0.0250  STANDARDIZE  runs again: it ended
        4      PRUNED      0.2500        5       0.0200  NONE
        """,
        said.toString().replace("\r\u001b[K", ""));
  }
}
