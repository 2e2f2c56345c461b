package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.nn.Regularizer.InverseStrength;
import dev.luthier.nn.Regularizer.L1L2;
import dev.luthier.nn.Regularizer.Penalty;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RegularizerTest {

  /**
   * scikit-learn 1.9.1, src/test/python/strengths.py: at its solution, the gradient of our loss is
   * 0, that of an l1 term being anything between -l1 and l1 where a weight is 0.
   */
  @TestFactory
  Stream<DynamicTest> inverseStrengthIsThatOfScikitLearn() {
    return StreamSupport.stream(Golden.read("strengths").get("fits").spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("penalty").asText() + " " + golden.get("c"),
                    () -> checkFit(golden)));
  }

  private static void checkFit(JsonNode golden) {
    Regularizer regularizer =
        new InverseStrength(
            (float) golden.get("c").asDouble(), Penalty.valueOf(golden.get("penalty").asText()));
    float[][] features = Golden.matrix(golden.get("features"));
    int[] classes = Golden.ints(golden.get("classes"));
    double[] kernel = Golden.doubles(golden.get("kernel"));
    double l1 = regularizer.l1(classes.length);
    double l2 = regularizer.l2(classes.length);
    for (int j = 0; j < kernel.length; j++) {
      double gradient = 0;
      for (int i = 0; i < classes.length; i++) {
        double logit = golden.get("bias").asDouble();
        for (int k = 0; k < kernel.length; k++) {
          logit += kernel[k] * features[i][k];
        }
        gradient += (1 / (1 + Math.exp(-logit)) - classes[i]) * features[i][j] / classes.length;
      }
      gradient += 2 * l2 * kernel[j];
      if (kernel[j] == 0) {
        assertTrue(Math.abs(gradient) <= l1, "weight " + j);
      } else {
        assertEquals(0, gradient + l1 * Math.signum(kernel[j]), 1e-6, "weight " + j);
      }
    }
  }

  @Test
  void strengthsOfKerasDoNotDependOnTheNumberOfSamples() {
    Regularizer regularizer = new L1L2(0.1f, 0.2f);
    assertEquals(0.1f, regularizer.l1(10));
    assertEquals(0.1f, regularizer.l1(1000));
    assertEquals(0.2f, regularizer.l2(10));
    assertEquals(0.2f, regularizer.l2(1000));
  }

  @Test
  void refusesWhatIsNoStrength() {
    refuses("l1", () -> new L1L2(-1, 0));
    refuses("l2", () -> new L1L2(0, Float.NaN));
    refuses("l2", () -> new L1L2(0, Float.POSITIVE_INFINITY));
    refuses("inverse_strength", () -> new InverseStrength(0, Penalty.L2));
    refuses("inverse_strength", () -> new InverseStrength(Float.NaN, Penalty.L1));
  }

  private static void refuses(String field, Runnable creation) {
    String message = assertThrows(IllegalArgumentException.class, creation::run).getMessage();
    assertTrue(message.startsWith(field + " must"), message);
  }
}
