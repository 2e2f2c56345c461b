package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Who descends from whom. */
class LineageTest {

  private static History history(Origin... origins) {
    List<Trial> trials = new ArrayList<>();
    for (Origin origin : origins) {
      trials.add(
          Trial.running(trials.size(), new Assignment(Map.of()))
              .withOrigin(Optional.ofNullable(origin))
              .withValues(Trial.State.COMPLETE, trials.size()));
    }
    return new History(Goal.MINIMIZE, trials);
  }

  private static Segment after(int parent, int start) {
    return new Segment(0, OptionalInt.of(parent), start, start + 3);
  }

  @Test
  void anAncestorComesBeforeItsDescendants() {
    History history =
        history(
            Segment.anew(0, 3),
            Segment.anew(1, 3),
            after(1, 3),
            after(0, 3),
            after(2, 6),
            after(2, 6));
    assertEquals(List.of(1, 2, 5), history.lineage(5).stream().map(Trial::number).toList());
    assertEquals(List.of(0, 3), history.lineage(3).stream().map(Trial::number).toList());
    assertEquals(List.of(1), history.lineage(1).stream().map(Trial::number).toList());
  }

  @Test
  void aTrialOfItsOwnDescendsFromNone() {
    History history = history(null, new Origin.Repeat(0));
    assertEquals(List.of(history.trials().get(0)), history.lineage(0));
    assertEquals(List.of(history.trials().get(1)), history.lineage(1));
  }
}
