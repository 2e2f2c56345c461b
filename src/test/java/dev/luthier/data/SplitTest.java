package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {

  static Dataset dataset(int testSamples, int... ids) {
    int classes = IntStream.of(ids).max().orElse(0) + 1;
    return Dataset.of(
        "small",
        Table.of(ids.length, List.of("x"), DirectBuffers.floats(ids.length), List.of()),
        Optional.of(
            new Classes(IntStream.range(0, classes).mapToObj(Integer::toString).toList(), ids)),
        testSamples,
        Scaling.DEFAULT);
  }

  private static int[] ids(int... counts) {
    return IntStream.range(0, counts.length)
        .flatMap(id -> IntStream.generate(() -> id).limit(counts[id]))
        .toArray();
  }

  private static int[] countsByClass(Dataset dataset, int[] rows) {
    Classes classes = dataset.classes().orElseThrow();
    int[] counts = new int[classes.names().size()];
    for (int row : rows) {
      counts[classes.ids()[row]]++;
    }
    return counts;
  }

  @Test
  void partsHoldEveryRowOnce() {
    Dataset dataset = dataset(0, ids(50, 31, 19));
    Split split = Split.of(dataset, OptionalDouble.of(0.25), 0.1, true, 3);
    int[] all =
        Stream.of(split.train(), split.validation(), split.test())
            .flatMapToInt(IntStream::of)
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.range(0, 100).toArray(), all);
    assertEquals(10, split.test().length);
    assertEquals(23, split.validation().length, "a quarter of the 90 that are not for testing");
  }

  @Test
  void stratifiedPartsKeepSharesByLargestRemainder() {
    Dataset dataset = dataset(0, ids(50, 31, 19));
    Split split = Split.of(dataset, OptionalDouble.of(0.25), 0, true, 3);
    // 25 of 100: exact shares 12.5, 7.75 and 4.75, so the second and third get the rest.
    assertArrayEquals(new int[] {12, 8, 5}, countsByClass(dataset, split.validation()));
  }

  @Test
  void seedDecides() {
    Dataset dataset = dataset(0, ids(40, 40));
    Split first = Split.of(dataset, OptionalDouble.empty(), 0, true, 1);
    assertArrayEquals(
        first.validation(), Split.of(dataset, OptionalDouble.empty(), 0, true, 1).validation());
    assertFalse(
        Arrays.equals(
            first.validation(),
            Split.of(dataset, OptionalDouble.empty(), 0, true, 2).validation()));
  }

  /** Splits of published runs must stay as they are; worked out apart in Python. */
  @Test
  void splitOfASeedStaysTheSame() {
    Split split = Split.of(dataset(0, ids(10, 10)), OptionalDouble.empty(), 0, true, 7);
    assertEquals(4, split.validation().length);
    assertArrayEquals(new int[] {3, 6, 10, 17}, split.validation());
  }

  @Test
  void ownTestPartIsWatchedUnlessAFractionIsSet() {
    Dataset dataset = dataset(5, ids(10, 10));
    Split watched = Split.of(dataset, OptionalDouble.empty(), 0, true, 1);
    assertArrayEquals(new int[] {15, 16, 17, 18, 19}, watched.test());
    assertArrayEquals(watched.test(), watched.validation());
    assertEquals(15, watched.train().length);
    Split held = Split.of(dataset, OptionalDouble.of(0.2), 0, true, 1);
    assertArrayEquals(watched.test(), held.test());
    assertEquals(3, held.validation().length);
    assertEquals(12, held.train().length);
    Split none = Split.of(dataset, OptionalDouble.of(0), 0, true, 1);
    assertEquals(0, none.validation().length);
  }

  @Test
  void withoutOwnTestPartAFifthIsHeldOut() {
    Split split = Split.of(dataset(0, ids(10, 10)), OptionalDouble.empty(), 0, false, 1);
    assertEquals(16, split.train().length);
    assertEquals(4, split.validation().length);
    assertEquals(0, split.test().length);
  }

  @Test
  void refusesFractionsThatCannotBe() {
    Dataset own = dataset(5, ids(10, 10));
    assertThrows(DataException.class, () -> Split.of(own, OptionalDouble.empty(), 0.2, true, 1));
    assertThrows(
        DataException.class, () -> Split.of(dataset(0, 0), OptionalDouble.of(0.5), 0, true, 1));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Split.of(own, OptionalDouble.of(1), 0, true, 1))
            .getMessage();
    assertEquals(
        "validation_fraction must be at least 0 and below 1, was 1.0; write one such as 0.2",
        message);
  }

  /** From the reference implementation's published first outputs for seed 1234567. */
  @Test
  void generatorIsSplitMix64() {
    SplitMix64 random = new SplitMix64(1234567);
    assertEquals(6457827717110365317L, random.next());
    assertEquals(3203168211198807973L, random.next());
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), random.next());
  }
}
