package dev.luthier.search.sobol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScrambledSobolTest {

  /** Without scrambling, the points are those of SciPy: golden/sobol.json by sobol.py. */
  @Test
  void directionsAreThoseOfSciPy() throws IOException {
    JsonNode golden;
    try (InputStream file = getClass().getResourceAsStream("/golden/sobol.json")) {
      golden = new ObjectMapper().readTree(file);
    }
    JsonNode dimensions = golden.get("dimensions");
    long[][] directions = ScrambledSobol.directions(1000);
    for (int i = 0; i < golden.get("indices").size(); i++) {
      int index = golden.get("indices").get(i).asInt();
      for (int k = 0; k < dimensions.size(); k++) {
        long digits = 0;
        for (int digit = 0; digit < ScrambledSobol.INDEX_DIGITS; digit++) {
          if (((index ^ (index >> 1)) >> digit & 1) == 1) {
            digits ^= directions[dimensions.get(k).asInt()][digit];
          }
        }
        assertEquals(golden.get("points").get(i).get(k).asDouble(), digits * 0x1p-52);
      }
    }
  }

  @Test
  void eachAxisHasOnePointInEachPart() {
    for (int parts : List.of(1, 2, 64, 1024)) {
      List<double[]> points = ScrambledSobol.of(30, 5).points().limit(parts).toList();
      for (int i = 0; i < 30; i++) {
        Set<Integer> hit = new HashSet<>();
        for (double[] point : points) {
          hit.add((int) (point[i] * parts));
        }
        assertEquals(parts, hit.size());
      }
    }
  }

  /** The first two dimensions are a (0, m, 2)-net: no scrambling may change that. */
  @Test
  void eachBoxOfTheFirstTwoAxesHasOnePoint() {
    for (long seed = 0; seed < 10; seed++) {
      List<double[]> points = ScrambledSobol.of(2, seed).points().limit(256).toList();
      for (int width = 1; width <= 256; width *= 2) {
        Set<List<Integer>> hit = new HashSet<>();
        for (double[] point : points) {
          hit.add(List.of((int) (point[0] * width), (int) (point[1] * (256.0 / width))));
        }
        assertEquals(256, hit.size());
      }
    }
  }

  @Test
  void anyPointIsUniformOverTheSeeds() {
    int seeds = 4000;
    for (int index : List.of(0, 1, 77)) {
      int[] counts = new int[16];
      for (long seed = 0; seed < seeds; seed++) {
        counts[(int) (ScrambledSobol.of(3, seed).point(index)[2] * 16)]++;
      }
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += Math.pow(count - seeds / 16.0, 2) / (seeds / 16.0);
      }
      // The 0.9999 quantile with 15 degrees of freedom: scipy 1.17.1, stats.chi2.ppf(0.9999, 15).
      assertTrue(chiSquare < 44.26, "chi-square " + chiSquare);
    }
  }

  @Test
  void seedAndDimensionDecide() {
    ScrambledSobol points = ScrambledSobol.of(3, 7);
    assertArrayEquals(points.point(11), ScrambledSobol.of(3, 7).point(11));
    assertArrayEquals(points.point(11), Arrays.copyOf(ScrambledSobol.of(8, 7).point(11), 3));
    assertNotEquals(points.point(11)[0], ScrambledSobol.of(3, 8).point(11)[0]);
    assertArrayEquals(points.point(2), points.points().skip(2).findFirst().orElseThrow());
    assertEquals(0, ScrambledSobol.of(0, 7).point(11).length);
  }

  @Test
  void coordinatesLieStrictlyInside() {
    ScrambledSobol sobol = ScrambledSobol.of(5, 3);
    for (int index : List.of(0, 1, 1 << 20, Integer.MAX_VALUE - 1, Integer.MAX_VALUE)) {
      for (double x : sobol.point(index)) {
        assertFalse(x <= 0 || x >= 1, "coordinate " + x);
      }
    }
  }
}
