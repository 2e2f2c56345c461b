package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.graph.SessionPool;
import dev.luthier.graph.TrialSpec;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.spec.proto.TrainingDef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** With an attempt that has not enough memory until it is worked in enough parts. */
class MemoryLadderTest {

  private static final String PROBLEM = "OOM when allocating tensor with shape[9,9]";

  private final SessionPool sessions = new SessionPool(1 << 20);
  private final List<String> notices = new ArrayList<>();
  private final List<Integer> attempts = new ArrayList<>();

  private static ModelDef model(TrainingDef.Builder training) {
    return ModelDef.newBuilder().setTraining(training).build();
  }

  private MemoryLadder ladder(ModelDef model, int parts) {
    return new MemoryLadder(model, parts, sessions, e -> true, notices::add);
  }

  private int needing(int parts, ModelDef model) {
    attempts.add(MemoryLadder.partsOf(model));
    if (MemoryLadder.partsOf(model) < parts) {
      throw new TFResourceExhaustedException(PROBLEM + "\n\t [[{{node a}}]]");
    }
    return MemoryLadder.partsOf(model);
  }

  @Test
  void whatFitsIsTrainedAsItIs() throws IOException {
    ModelDef model = model(TrainingDef.newBuilder().setBatchSize(64));
    assertSame(model, ladder(model, 1).climb(asked -> asked));
    assertTrue(notices.isEmpty());
  }

  @Test
  void theBatchIsWorkedThroughInTwiceAsManyParts() throws IOException {
    ModelDef model = model(TrainingDef.newBuilder().setBatchSize(64).setEpochs(3));
    ModelDef trained =
        ladder(model, 1)
            .climb(
                asked -> {
                  needing(4, asked);
                  return asked;
                });
    assertEquals(List.of(1, 2, 4), attempts);
    assertEquals(model(model.getTraining().toBuilder().setAccumulation(4)), trained);
    assertEquals(
        "is out of memory and begins anew with accumulation: 2, batches of 64 in parts: " + PROBLEM,
        notices.get(0));
  }

  @Test
  void partsHaveAtLeastEightSamples() {
    MemoryLadder ladder = ladder(model(TrainingDef.newBuilder()), 1);
    var thrown =
        assertThrows(
            TFResourceExhaustedException.class, () -> ladder.climb(asked -> needing(64, asked)));
    assertTrue(thrown.getMessage().startsWith(PROBLEM));
    assertEquals(List.of(1, 2, 4), attempts);
    assertEquals("; also with accumulation: 4", ladder.tried());
  }

  @Test
  void aTrialThatGoesOnKeepsItsParts() throws IOException {
    ModelDef model = model(TrainingDef.newBuilder().setBatchSize(64));
    int parts = ladder(model, 4).climb(asked -> needing(8, asked));
    assertEquals(8, parts);
    assertEquals(List.of(4, 8), attempts);
  }

  @Test
  void aModelThatCannotBeTrainedInPartsIsOutOfMemory() {
    MemoryLadder ladder = ladder(model(TrainingDef.newBuilder()), 1);
    assertThrows(
        TFResourceExhaustedException.class,
        () ->
            ladder.climb(
                asked -> {
                  if (MemoryLadder.partsOf(asked) > 1) {
                    throw new IllegalArgumentException("not in parts");
                  }
                  return needing(2, asked);
                }));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            ladder(model(TrainingDef.newBuilder()), 1)
                .climb(
                    asked -> {
                      throw new IllegalArgumentException("not at all");
                    }));
  }

  @Test
  void sessionsThatAreKeptGoFirst() throws IOException {
    Dataset dataset = Trials.clouds(12, 3);
    TrialSpec spec =
        Trials.spec(
            Trials.classifier("layer { name: \"logits\" dense { units: 3 } }"), dataset, 12, 1);
    sessions.use(spec, dataset, Trials.SETTINGS, session -> 0);
    int parts = ladder(model(TrainingDef.newBuilder()), 1).climb(asked -> needing(2, asked));
    assertEquals(2, parts);
    assertEquals(List.of(1, 1, 2), attempts);
    assertTrue(
        notices.get(0).startsWith("is out of memory and tries again without the 1 session"),
        notices.get(0));
    assertEquals(0, sessions.drop());
  }
}
