package dev.luthier.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Short trainings on 37 samples, 13 others for validation. */
final class Trainings {

  static final Dataset DATA = Trials.clouds(50, 3);

  /** Five steps an epoch, the last of five samples. */
  static final int TRAINED = 37;

  static final int STEPS_PER_EPOCH = 5;

  static final String HIDDEN = "layer { name: \"hidden\" dense { units: 16 activation: RELU } }";
  static final String LOGITS = "layer { name: \"logits\" dense { units: 3 } }";

  /** Everything that a step or an epoch depends on beside the weights. */
  static final ModelSpec NOISY =
      Trials.classifier(
          "layer { name: \"hidden\" dense { units: 6 kernel_regularizer { l2: 0.001 } } }",
          "layer { name: \"norm\" batch_normalization { momentum: 0.8 } }",
          "layer { name: \"relu\" activation { function: RELU } }",
          "layer { name: \"drop\" dropout { rate: 0.3 } }",
          LOGITS,
          "optimizer { adam { learning_rate: 0.05 }",
          "  schedule { reduce_on_plateau { patience: 1 factor: 0.5 min_delta: 0.1 } } }",
          "training { epochs: 4 batch_size: 8 mixup: 0.1 }");

  private Trainings() {}

  /** Each call takes so long that the trainer runs single steps. */
  static LongSupplier slow() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(250_000_000L);
  }

  /** Each call takes so long that every epoch's work is worth a checkpoint, and no part of it. */
  static LongSupplier verySlow() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(2_500_000_000L);
  }

  static Split split(int validation) {
    int[] all = Trials.rows(TRAINED + validation);
    return new Split(
        Arrays.copyOf(all, TRAINED), Arrays.copyOfRange(all, TRAINED, all.length), new int[0]);
  }

  static TrialSession session(ModelSpec model, long seed) {
    TrialSpec spec = Trials.spec(model, DATA, TRAINED, seed);
    return TrialSession.forTraining(spec, DATA, Trials.SETTINGS);
  }

  /** Trains in a directory of checkpoints until it ends or is stopped. */
  static TrainingOutcome train(
      Path directory,
      TrialSession session,
      ModelSpec model,
      TrainingLog log,
      BooleanSupplier stop,
      LongSupplier nanoTime)
      throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory);
    return new Trainer(session, split(13), model.training(), checkpoints, log, stop, nanoTime)
        .train();
  }

  /** Names of the checkpoints in a directory. */
  static List<String> saved(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }
}
