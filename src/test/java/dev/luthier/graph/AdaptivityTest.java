package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.TargetKind;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gates and halting do what they say: they spend more on samples that need more. */
class AdaptivityTest {

  private static final int TRAINED = 3200;
  private static final int SAMPLES = 4800;
  private static final int BATCH = 32;
  private static final int[] EASY = held(0);
  private static final int[] HARD = held(1);

  private static int[] held(int remainder) {
    return IntStream.range(TRAINED, SAMPLES).filter(row -> row % 2 == remainder).toArray();
  }

  /**
   * Rows with an even number are easy: the first feature's sign is the class. The others are hard:
   * there it says nothing, and the class is whether the two other features have one sign.
   */
  private static Dataset easyAndHard() {
    Random random = new Random(11);
    float[] values = new float[SAMPLES * 3];
    int[] ids = new int[SAMPLES];
    for (int row = 0; row < SAMPLES; row++) {
      float evidence = 2 * random.nextFloat() - 1;
      float left = 2 * random.nextFloat() - 1;
      float right = 2 * random.nextFloat() - 1;
      boolean easy = row % 2 == 0;
      boolean positive = easy ? evidence > 0 : left * right > 0;
      values[row * 3] = easy ? evidence + Math.signum(evidence) : 0.3f * evidence;
      values[row * 3 + 1] = left;
      values[row * 3 + 2] = right;
      ids[row] = positive ? 1 : 0;
    }
    return Trials.vectors(values, 3, Trials.classes(ids, 2));
  }

  private static ModelSpec model(String... layers) {
    return Trials.model(
        "name: \"m\" input { name: \"x\" shape: 3 }",
        String.join("\n", layers),
        "layer { name: \"logits\" dense { units: 2 } }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY",
        "optimizer { adam { learning_rate: 0.01 } } training { batch_size: 32 epochs: 15 }");
  }

  private static TrialSession trained(ModelSpec model) {
    Dataset data = easyAndHard();
    return trained(Trials.spec(model, data, TRAINED, 1), data);
  }

  /** Trains on the first rows of the data, in a new order in every epoch. */
  private static TrialSession trained(TrialSpec spec, Dataset data) {
    TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS);
    int[] order = Trials.rows(Math.toIntExact(spec.trainingSamples()));
    Random random = new Random(3);
    for (int epoch = 0; epoch < spec.epochs(); epoch++) {
      for (int i = order.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int row = order[i];
        order[i] = order[other];
        order[other] = row;
      }
      session.train(order, 0, (order.length + BATCH - 1) / BATCH);
    }
    return session;
  }

  private static void assertBothLearnt(Figures easy, Figures hard) {
    assertTrue(easy.metrics().get("accuracy") > 0.97, () -> "easy " + easy.metrics());
    assertTrue(hard.metrics().get("accuracy") > 0.9, () -> "hard " + hard.metrics());
  }

  @Test
  void easySamplesSkipABlock() {
    ModelSpec model =
        model(
            "layer { name: \"stem\" dense { units: 8 activation: RELU } }",
            "layer { name: \"stage\" block { residual {} gated_skip { cost: 0.1 }",
            "  layer { name: \"wide\" dense { units: 32 activation: RELU } }",
            "  layer { name: \"narrow\" dense { units: 8 } } } }");
    try (TrialSession session = trained(model)) {
      Figures easy = session.evaluate(EASY);
      Figures hard = session.evaluate(HARD);
      assertBothLearnt(easy, hard);
      double used = easy.structure().get("stage/skip_gate/use");
      double needed = hard.structure().get("stage/skip_gate/use");
      assertTrue(needed > 0.5, () -> "hard samples use the block by " + needed);
      assertTrue(used < needed - 0.25, () -> "easy " + used + ", hard " + needed);
    }
  }

  @Test
  void easySamplesHaltEarlier() {
    ModelSpec model =
        model(
            "layer { name: \"stem\" dense { units: 8 } }",
            "layer { name: \"steps\" block { repeat: 4 residual {}",
            "  adaptive_depth { ponder_cost: 0.05 }",
            "  layer { name: \"wide\" dense { units: 8 activation: RELU } }",
            "  layer { name: \"narrow\" dense { units: 8 } } } }");
    try (TrialSession session = trained(model)) {
      Figures easy = session.evaluate(EASY);
      Figures hard = session.evaluate(HARD);
      assertBothLearnt(easy, hard);
      double shallow = easy.structure().get("steps/halted_sum/depth");
      double deep = hard.structure().get("steps/halted_sum/depth");
      assertTrue(shallow >= 1 && deep <= 4, () -> "easy " + shallow + ", hard " + deep);
      assertTrue(shallow < deep - 0.4, () -> "easy " + shallow + ", hard " + deep);
    }
  }

  /** The least of four experts' loads after 15 epochs, with some setting of the load balancing. */
  private static double leastLoad(String balancing) {
    ModelSpec model =
        ModelFile.read(
                Path.of("graphs", "digits_moe.textproto"), List.of("training.epochs=10", balancing))
            .spec();
    Dataset digits =
        new DataReader(Path.of("no_data"))
            .read(DataDescription.of("digits"), ReadOptions.training(TargetKind.CLASSES));
    TrialSpec spec = Trials.spec(model, digits, 1500, 1);
    try (TrialSession session = trained(spec, digits)) {
      Figures figures = session.evaluate(Trials.rows(digits.samples()));
      assertTrue(figures.metrics().get("accuracy") > 0.95, figures::toString);
      assertEquals(4, figures.structure().size());
      assertEquals(
          1, figures.structure().values().stream().mapToDouble(Double::doubleValue).sum(), 1e-5);
      return figures.structure().values().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }
  }

  @Test
  void expertsShareTheDigits() {
    String path = "layer[experts].mixture_of_experts.load_balancing=";
    double shared = leastLoad(path + 0.1);
    assertTrue(shared > 0.25 / 4, () -> "the least load is " + shared);
    double free = leastLoad(path + 0);
    assertTrue(free < shared, () -> "without load balancing it is " + free + ", with " + shared);
  }
}
