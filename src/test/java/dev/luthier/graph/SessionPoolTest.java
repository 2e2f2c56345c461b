package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Scaling;
import dev.luthier.data.TargetKind;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SessionPoolTest {

  private static final long PLENTY = 1L << 30;
  private static final int SAMPLES = 60;
  private static final Dataset DATA = Trials.clouds(SAMPLES, 3);
  private static final int[] ROWS = Trials.rows(SAMPLES);

  /** What a training has come to. */
  private record Trained(TrialSession session, TrialSession.Progress end, List<float[]> weights) {}

  private static final String MODEL =
      """
      name: "classifier" input { name: "x" shape: 4 }
      layer {
        name: "hidden"
        dense { units: 5 activation: RELU kernel_regularizer { l2: 0.001 } }
      }
      layer { name: "drop" dropout { rate: 0.1 } }
      layer { name: "norm" batch_normalization {} }
      layer { name: "logits" dense { units: 3 } }
      loss { softmax_cross_entropy {} } metric: ACCURACY
      optimizer { adam { learning_rate: 0.01 } }
      training { epochs: 1 batch_size: 8 }
      """;

  private static ModelSpec model(String... settings) {
    return ModelFile.parse("model.textproto", MODEL, List.of(settings)).spec();
  }

  private static Trained train(SessionPool pool, TrialSpec spec, Dataset data, int[] rows)
      throws IOException {
    return pool.use(
        spec,
        data,
        Trials.SETTINGS,
        session -> {
          TrialSession.Progress end = session.train(rows, 0, spec.stepsPerEpoch());
          session.evaluate(rows);
          return new Trained(session, end, new ArrayList<>(session.weights().values()));
        });
  }

  private static Trained train(SessionPool pool, ModelSpec model, long seed) throws IOException {
    return train(pool, Trials.spec(model, DATA, SAMPLES, seed), DATA, ROWS);
  }

  private static void assertSameTraining(Trained expected, Trained actual) {
    assertEquals(expected.end, actual.end);
    for (int i = 0; i < expected.weights.size(); i++) {
      assertArrayEquals(expected.weights.get(i), actual.weights.get(i));
    }
  }

  @Test
  void aSecondTrialTrainsAsInASessionOfItsOwn() throws IOException {
    ModelSpec second =
        model(
            "layer[drop].dropout.rate=0.5",
            "layer[hidden].dense.kernel_regularizer.l2=0.1",
            "optimizer.adam.learning_rate=0.03");
    try (SessionPool pool = new SessionPool(PLENTY);
        SessionPool fresh = new SessionPool(0)) {
      Trained before = train(pool, model(), 1);
      Trained after = train(pool, second, 2);
      assertSame(before.session, after.session);
      assertNotEquals(before.end, after.end);
      assertSameTraining(train(fresh, second, 2), after);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer[hidden].dense.units=6",
        "layer[hidden].dense.activation=TANH",
        "layer[hidden].dense.kernel_regularizer.l2=0",
        "layer[norm].batch_normalization.momentum=0.5",
        "optimizer.adam.beta1=0.5",
        "training.batch_size=16",
        "training.mixup=0.2"
      })
  void whatIsInTheGraphTakesAnotherSession(String setting) throws IOException {
    try (SessionPool pool = new SessionPool(PLENTY)) {
      assertNotSame(train(pool, model(), 1).session, train(pool, model(setting), 1).session);
    }
  }

  @Test
  void otherDataTakeAnotherSession() throws IOException {
    ModelSpec model = model();
    Dataset others = Trials.clouds(SAMPLES + 1, 3);
    try (SessionPool pool = new SessionPool(PLENTY)) {
      TrialSpec spec = Trials.spec(model, DATA, SAMPLES, 1);
      assertNotSame(train(pool, spec, DATA, ROWS).session, train(pool, spec, others, ROWS).session);
    }
  }

  @Test
  void foldsOfATableShareASession() throws IOException {
    Dataset iris =
        new DataReader(Path.of("unused"))
            .read(
                DataDescription.of("iris").withScaling(Scaling.STANDARDIZE),
                ReadOptions.training(TargetKind.CLASSES));
    int[] second = IntStream.range(0, 100).map(row -> row + 50).toArray();
    ModelSpec model = model();
    try (SessionPool pool = new SessionPool(PLENTY);
        SessionPool fresh = new SessionPool(0)) {
      Trained before = train(pool, spec(model, iris, Trials.rows(100)), iris, Trials.rows(100));
      Trained after = train(pool, spec(model, iris, second), iris, second);
      assertSame(before.session, after.session);
      assertSameTraining(train(fresh, spec(model, iris, second), iris, second), after);
    }
  }

  private static TrialSpec spec(ModelSpec model, Dataset data, int[] rows) {
    return new TrialSpec(
        Network.of(model.model(), Map.of()),
        Preprocessing.fit(data, rows, data.scaling()),
        model.optimization(),
        model.training().batchSize(),
        rows.length,
        model.training().epochs(),
        1,
        0,
        1,
        Precision.FLOAT32,
        false);
  }

  @Test
  void keepsWhatFitsAndTheNewest() throws IOException {
    ModelSpec first = model();
    ModelSpec second = model("layer[hidden].dense.units=6");
    long bytes;
    try (TrialSession session = Trials.session(second, DATA, 1)) {
      bytes = session.bytes();
    }
    try (SessionPool pool = new SessionPool(bytes)) {
      TrialSession evicted = train(pool, first, 1).session;
      TrialSession kept = train(pool, second, 1).session;
      assertSame(kept, train(pool, second, 2).session);
      assertNotSame(evicted, train(pool, first, 2).session);
    }
  }

  @Test
  void aSessionOfFailedWorkIsNotUsedAgain() throws IOException {
    TrialSpec spec = Trials.spec(model(), DATA, SAMPLES, 1);
    List<TrialSession> failed = new ArrayList<>();
    try (SessionPool pool = new SessionPool(PLENTY)) {
      assertThrows(
          IOException.class,
          () ->
              pool.use(
                  spec,
                  DATA,
                  Trials.SETTINGS,
                  session -> {
                    failed.add(session);
                    throw new IOException("full");
                  }));
      assertNotSame(failed.get(0), train(pool, spec, DATA, ROWS).session);
    }
  }
}
