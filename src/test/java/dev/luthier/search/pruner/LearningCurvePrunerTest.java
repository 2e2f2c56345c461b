package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Extrapolation of learning curves, and what is given up by it. */
class LearningCurvePrunerTest {

  private static final int EPOCHS = 20;
  private static final LearningCurvePruner PRUNER = LearningCurvePruner.of(EPOCHS);

  /** Against SciPy 1.17.1, by {@code src/test/python/final_values.py}. */
  @Test
  void knowsTheProbabilityOfAnEnd() throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/golden/final_values.json")) {
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      assertEquals(15, cases.size());
      for (JsonNode node : cases) {
        List<FinalValueModel.Example> examples = new ArrayList<>();
        for (JsonNode example : node.get("examples")) {
          examples.add(new FinalValueModel.Example(point(example), example.get(2).doubleValue()));
        }
        assertEquals(
            node.get("probability").doubleValue(),
            FinalValueModel.of(examples)
                .probabilityBelow(node.get("best").doubleValue(), point(node.get("point"))),
            1e-9);
      }
    }
  }

  private static FinalValueModel.Point point(JsonNode node) {
    return new FinalValueModel.Point(node.get(0).doubleValue(), node.get(1).doubleValue());
  }

  /** A loss that falls by half of what it is above its end, in so many epochs. */
  private static double[] falling(double end, double halving, int length) {
    double[] losses = new double[length];
    for (int i = 0; i < length; i++) {
      losses[i] = end + 0.6 * Math.pow(0.5, (i + 1) / halving);
    }
    return losses;
  }

  private static List<Trial> complete(int count) {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      double end = 0.3 + number * 7 % count / (2.0 * count);
      trials.add(
          Curves.trial(number, Trial.State.COMPLETE, falling(end, 1 + 0.2 * (number % 3), EPOCHS)));
    }
    return trials;
  }

  private static Pruner.Verdict judge(List<Trial> others, double... losses) {
    List<Trial> trials = new ArrayList<>(others);
    Trial running = Curves.trial(trials.size(), Trial.State.RUNNING, losses);
    trials.add(running);
    return PRUNER.judge(new History(Goal.MINIMIZE, trials), running);
  }

  @Test
  void givesUpWhatWillNotBecomeTheBest() {
    assertEquals(Pruner.Verdict.PRUNE, judge(complete(10), falling(0.8, 1, 6)));
    assertEquals(Pruner.Verdict.CONTINUE, judge(complete(10), falling(0.25, 1, 6)));
  }

  @Test
  void waitsForTrialsToLearnFrom() {
    assertEquals(Pruner.Verdict.CONTINUE, judge(complete(4), falling(0.8, 1, 6)));
    List<Trial> others = new ArrayList<>(complete(4));
    others.add(Curves.trial(4, Trial.State.PRUNED, falling(0.6, 1, 6)));
    assertEquals(Pruner.Verdict.CONTINUE, judge(others, falling(0.8, 1, 6)));
  }

  @Test
  void goesOnWithWhatIsBehindWhereCurvesCross() {
    // Those that are worse at epoch 3 end better.
    List<Trial> others = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      double[] losses = falling(0.3, 1, EPOCHS);
      for (int i = 0; i < EPOCHS; i++) {
        losses[i] += number / 40.0 * (i < 10 ? 1 : -1) + number % 2 / 200.0;
      }
      others.add(Curves.trial(number, Trial.State.COMPLETE, losses));
    }
    double[] behind = falling(0.3, 1, 3);
    double[] ahead = behind.clone();
    for (int i = 0; i < 3; i++) {
      behind[i] += 0.3;
    }
    assertEquals(Pruner.Verdict.CONTINUE, judge(others, behind));
    assertEquals(Pruner.Verdict.PRUNE, judge(others, ahead));
    Trial running = Curves.trial(0, Trial.State.RUNNING, behind);
    assertEquals(
        Pruner.Verdict.PRUNE,
        MedianPruner.of()
            .judge(history(others, running), history(others, running).trials().get(12)));
  }

  private static History history(List<Trial> others, Trial running) {
    List<Trial> trials = new ArrayList<>(others);
    trials.add(running.withNumber(trials.size()));
    return new History(Goal.MINIMIZE, trials);
  }

  @Test
  void asksForLessChanceWhereMoreWasTriedOrLessIsLeft() {
    // The same trial with the same complete ones: among many that were given up, a new one has
    // less of a chance, too.
    double[] losses = falling(0.38, 1, 3);
    List<Trial> others = new ArrayList<>(complete(10));
    History few = history(others, Curves.trial(0, Trial.State.RUNNING, losses));
    OptionalDouble chance = LearningCurvePruner.chanceToBeBest(few, few.trials().get(10));
    for (int number = 10; number < 1000; number++) {
      others.add(Curves.trial(number, Trial.State.PRUNED, 0.9));
    }
    History many = history(others, Curves.trial(0, Trial.State.RUNNING, losses));
    assertEquals(chance, LearningCurvePruner.chanceToBeBest(many, many.trials().get(1000)));
    double left = (EPOCHS - 3.0) / EPOCHS;
    double between = chance.getAsDouble() * 11 / left * 1.5;
    LearningCurvePruner eager = new LearningCurvePruner(between, 5, 0, 1, EPOCHS);
    assertEquals(Pruner.Verdict.PRUNE, eager.judge(few, few.trials().get(10)));
    assertEquals(Pruner.Verdict.CONTINUE, eager.judge(many, many.trials().get(1000)));
    assertEquals(
        Pruner.Verdict.CONTINUE,
        new LearningCurvePruner(between, 5, 0, 1, 4).judge(few, few.trials().get(10)));
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertRefused("eagerness must be positive", 0, 5, 0, 1);
    assertRefused("eagerness must be positive", Double.NaN, 5, 0, 1);
    assertRefused("startup_trials must be at least 2", 1, 1, 0, 1);
    assertRefused("warmup_epochs must be 0 or more", 1, 5, -1, 1);
    assertRefused("interval_epochs must be positive", 1, 5, 0, 0);
  }

  private static void assertRefused(
      String beginning, double eagerness, int startup, int warmup, int interval) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new LearningCurvePruner(eagerness, startup, warmup, interval, EPOCHS))
            .getMessage();
    assertTrue(message.startsWith(beginning), message);
  }
}
