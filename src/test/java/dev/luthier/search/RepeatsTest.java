package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Which trials are run again, and what their values come to; numbers worked out by hand. */
class RepeatsTest {

  private final List<Trial> trials = new ArrayList<>();

  private History history() {
    return new History(Goal.MAXIMIZE, trials);
  }

  private void add(double value) {
    int number = trials.size();
    trials.add(
        Trial.running(number, new Assignment(Map.of("x", Value.of((long) number))))
            .withValues(Trial.State.COMPLETE, value));
  }

  private void again(int original, Trial.State state, double... value) {
    Trial trial =
        Trial.running(trials.size(), trials.get(original).assignment())
            .withOrigin(Optional.of(new Origin.Repeat(original)));
    trials.add(value.length == 0 ? trial.withState(state) : trial.withValues(state, value));
  }

  private void again(int original, double value) {
    again(original, Trial.State.COMPLETE, value);
  }

  @Test
  void theBestAreRepeatedInTurns() {
    add(1);
    add(5);
    add(3);
    add(4);
    Repeats repeats = new Repeats(2, 3);
    List<Integer> order = new ArrayList<>();
    for (OptionalInt next = repeats.next(history());
        next.isPresent();
        next = repeats.next(history())) {
      order.add(next.getAsInt());
      // What is worse by now, was better than trial 2, or broke, makes no difference.
      again(next.getAsInt(), order.size() == 2 ? Trial.State.FAILED : Trial.State.RUNNING);
    }

    assertEquals(List.of(1, 3, 1, 3), order);
    assertEquals(repeats.count(), order.size());
  }

  @Test
  void theBestMeanOfThoseThatWereRepeatedIsTheBest() {
    add(5);
    add(4);
    add(4.5);
    add(1);
    assertEquals(0, history().best().orElseThrow().number());
    again(0, 2);
    again(1, 4.2);
    again(0, 2);
    again(1, 4.4);

    // (5 + 2 + 2) / 3 = 3; (4 + 4.2 + 4.4) / 3 = 4.2; 4.5 once is no proof.
    Trial best = history().best().orElseThrow();
    assertEquals(1, best.number());
    assertEquals(4.2, best.value().getAsDouble(), 1e-12);
    assertEquals(List.of(best), history().front());
    assertEquals(List.of(4.0, 4.2, 4.4), history().executions(1));
    assertEquals(List.of(4.5), history().executions(2));
  }

  @Test
  void aSettingThatIsOftenOfNoUseIsNotTheBest() {
    add(5);
    add(4);
    again(0, 6);
    again(1, 3);
    again(0, Trial.State.INFEASIBLE);
    assertEquals(1, history().best().orElseThrow().number());
    again(1, Trial.State.INFEASIBLE);
    // None is left but by their first values.
    assertEquals(0, history().best().orElseThrow().number());
    assertEquals(5, history().best().orElseThrow().value().getAsDouble());
  }

  @Test
  void aFailedRepeatSaysNothingOfTheSetting() {
    add(5);
    again(0, Trial.State.FAILED);
    again(0, Trial.State.PRUNED, 0);
    again(0, 3);

    assertEquals(4, history().best().orElseThrow().value().getAsDouble());
  }

  @Test
  void samplersSeeTheSearchWithMeans() {
    add(5);
    add(4);
    again(0, 3);
    add(2);
    History means = history().ofMeans().numbered();

    assertEquals(List.of(0, 1, 2), means.trials().stream().map(Trial::number).toList());
    assertEquals(
        List.of(4.0, 4.0, 2.0),
        means.trials().stream().map(trial -> trial.value().getAsDouble()).toList());
    assertEquals(trials.get(3).assignment(), means.trials().get(2).assignment());
    assertFalse(means.hasRepeats());
    assertEquals(
        List.of(5.0, 4.0, 2.0),
        history().withoutRepeats().trials().stream()
            .map(trial -> trial.value().getAsDouble())
            .toList());
  }

  @Test
  void aHistoryWithoutRepeatsStaysAsItIs() {
    add(5);
    History history = history();

    assertSame(history, history.ofMeans());
    assertSame(history, history.withoutRepeats());
    assertSame(history, history.numbered());
  }

  @Test
  void whatWouldRepeatNothingIsRefused() {
    IllegalArgumentException once =
        assertThrows(IllegalArgumentException.class, () -> new Repeats(3, 1));
    assertTrue(once.getMessage().startsWith("times must be at least 2"), once.getMessage());
    IllegalArgumentException none =
        assertThrows(IllegalArgumentException.class, () -> new Repeats(0, 3));
    assertTrue(none.getMessage().startsWith("top must be positive, was 0"), none.getMessage());
  }
}
