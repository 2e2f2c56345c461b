package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KFoldTest {

  @Test
  void unshuffledFoldsEqualScikitLearn() {
    for (JsonNode golden : Golden.part("folds")) {
      Dataset dataset = SplitTest.dataset(0, Golden.integers(golden.get("labels")));
      requireEqual(golden.get("stratified"), new KFold(5, true, false, 0).splits(dataset));
      requireEqual(golden.get("plain"), new KFold(5, false, false, 0).splits(dataset));
    }
  }

  private static void requireEqual(JsonNode folds, List<Split> splits) {
    assertEquals(folds.size(), splits.size());
    for (int fold = 0; fold < splits.size(); fold++) {
      assertArrayEquals(Golden.integers(folds.get(fold)), splits.get(fold).validation());
    }
  }

  @Test
  void shuffledFoldsKeepSharesAndHoldEveryRowOnce() {
    int[] ids = IntStream.range(0, 60).map(i -> i % 3 == 0 ? 1 : 0).toArray();
    Dataset dataset = SplitTest.dataset(10, ids);
    List<Split> splits = new KFold(5, true, true, 4).splits(dataset);
    int[] seen = new int[50];
    for (Split split : splits) {
      assertEquals(40, split.train().length);
      assertArrayEquals(dataset.testRows(), split.test());
      int positive = (int) IntStream.of(split.validation()).filter(row -> ids[row] == 1).count();
      assertEquals(3.4, positive, 0.7);
      IntStream.of(split.validation()).forEach(row -> seen[row]++);
    }
    assertArrayEquals(IntStream.generate(() -> 1).limit(50).toArray(), seen);
    assertFalse(
        Arrays.equals(
            splits.get(0).validation(),
            new KFold(5, true, true, 5).splits(dataset).get(0).validation()));
  }

  @Test
  void refusesMoreFoldsThanSamples() {
    Dataset dataset = SplitTest.dataset(0, 0, 1, 1);
    assertThrows(DataException.class, () -> new KFold(4, false, false, 0).splits(dataset));
    String message =
        assertThrows(DataException.class, () -> new KFold(3, true, false, 0).splits(dataset))
            .getMessage();
    assertEquals(
        "small has 2 samples of the largest class to train on, fewer than the 3 folds; ask for"
            + " fewer folds",
        message);
    assertThrows(IllegalArgumentException.class, () -> new KFold(1, true, false, 0));
  }
}
