package dev.luthier;

import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.Scaling;
import dev.luthier.data.Targets;
import dev.luthier.data.Tensors;
import dev.luthier.data.Values;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.SessionSettings;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Small models and data sets made in memory, and sessions on them. */
public final class Trials {

  /** All tests of a process share its threads, so all ask for the same. */
  public static final SessionSettings SETTINGS = new SessionSettings(new DeviceChoice.Cpu(), 1);

  private Trials() {}

  /** A model file's model. */
  public static ModelSpec model(String... lines) {
    return ModelFile.parse("model.textproto", String.join("\n", lines), List.of()).spec();
  }

  /** A classifier of three classes by four numbers; the lines are its layers and what follows. */
  public static ModelSpec classifier(String... lines) {
    return model(
        "name: \"classifier\" input { name: \"x\" shape: 4 }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY",
        String.join("\n", lines));
  }

  /** Clouds of points in four dimensions around a corner for each class, partly one in another. */
  public static Dataset clouds(int samples, int classes) {
    Random random = new Random(5);
    float[] values = new float[samples * 4];
    int[] ids = new int[samples];
    for (int i = 0; i < samples; i++) {
      ids[i] = i % classes;
      for (int j = 0; j < 4; j++) {
        values[i * 4 + j] = (float) random.nextGaussian() + (j == ids[i] ? 2 : 0);
      }
    }
    return vectors(values, 4, classes(ids, classes));
  }

  /** Vectors, used as they are, with their targets. */
  public static Dataset vectors(float[] values, int width, Targets targets) {
    return tensors(values, List.of(width), targets);
  }

  /** Samples of a shape, used as they are, with their targets. */
  public static Dataset tensors(float[] values, List<Integer> shape, Targets targets) {
    ByteBuffer data =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    data.asFloatBuffer().put(values);
    return Dataset.of(
        "samples",
        new Tensors("x", shape, ElementType.FLOAT32, 1, data),
        Optional.of(targets),
        0,
        Scaling.NONE);
  }

  /** Targets of a classification, classes being called by their numbers. */
  public static Classes classes(int[] ids, int classes) {
    return new Classes(IntStream.range(0, classes).mapToObj(Integer::toString).toList(), ids);
  }

  /** Targets of a regression, one number a sample. */
  public static Values values(float... values) {
    return new Values(List.of("y"), values);
  }

  /** The numbers from 0. */
  public static int[] rows(int count) {
    return IntStream.range(0, count).toArray();
  }

  /** What a session is made of, when it trains on so many of a data set's first rows. */
  public static TrialSpec spec(ModelSpec model, Dataset dataset, int trainingSamples, long seed) {
    return new TrialSpec(
        Network.of(model.model(), Map.of()),
        Preprocessing.fit(dataset, rows(trainingSamples), dataset.scaling()),
        model.optimization(),
        model.training().batchSize(),
        trainingSamples,
        model.training().epochs(),
        seed,
        model.training().mixup(),
        model.training().accumulation(),
        model.training().precision(),
        model.training().jitCompile());
  }

  /** The same in another precision, and compiled by XLA or not. */
  public static TrialSpec with(TrialSpec spec, Precision precision, boolean jitCompile) {
    return new TrialSpec(
        spec.network(),
        spec.preprocessing(),
        spec.optimization(),
        spec.batchSize(),
        spec.trainingSamples(),
        spec.epochs(),
        spec.seed(),
        spec.mixup(),
        spec.accumulation(),
        precision,
        jitCompile);
  }

  /** A session that trains on all of a data set. */
  public static TrialSession session(ModelSpec model, Dataset dataset, long seed) {
    return TrialSession.forTraining(
        spec(model, dataset, dataset.samples(), seed), dataset, SETTINGS);
  }
}
