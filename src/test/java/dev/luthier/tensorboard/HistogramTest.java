package dev.luthier.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class HistogramTest {

  @TestFactory
  Stream<DynamicTest> countsAsTensorBoardDoes() throws IOException {
    return StreamSupport.stream(GoldenTensorBoard.read().get("histograms").spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("name").textValue(), () -> assertBuckets(golden)));
  }

  private static void assertBuckets(JsonNode golden) {
    Histogram histogram = Histogram.of(floats(golden.get("values")));
    JsonNode buckets = golden.get("buckets");
    assertEquals(buckets.size(), Histogram.BUCKETS);
    for (int bucket = 0; bucket < buckets.size(); bucket++) {
      JsonNode expected = buckets.get(bucket);
      String name = "bucket " + bucket;
      assertEquals(expected.get(0).doubleValue(), histogram.leftEdge(bucket), name);
      assertEquals(expected.get(1).doubleValue(), histogram.rightEdge(bucket), name);
      assertEquals(expected.get(2).longValue(), histogram.count(bucket), name);
    }
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    Histogram histogram =
        Histogram.of(
            new float[] {
              Float.NaN, 1, Float.POSITIVE_INFINITY, 2, Float.NEGATIVE_INFINITY, 2, Float.NaN
            });
    assertEquals(3, histogram.total());
    assertEquals(1, histogram.leftEdge(0));
    assertEquals(2, histogram.rightEdge(Histogram.BUCKETS - 1));
    assertEquals(1, histogram.count(0));
    assertEquals(2, histogram.count(Histogram.BUCKETS - 1));
  }

  @Test
  void isEmptyWhenNothingIsFinite() {
    Histogram histogram = Histogram.of(new float[] {Float.NaN, Float.POSITIVE_INFINITY});
    assertEquals(0, histogram.total());
    assertEquals(0, histogram.leftEdge(0));
    assertEquals(0, histogram.rightEdge(Histogram.BUCKETS - 1));
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
