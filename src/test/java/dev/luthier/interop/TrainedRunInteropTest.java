package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.interop.TensorBoardServer.Loading;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real TensorBoard shows what a training, interrupted and resumed, has left behind. */
@Tag("interop")
class TrainedRunInteropTest {

  private static final int EPOCHS = 4;
  private static final String MODEL =
      """
      name: "digits"
      input { name: "pixels" shape: [8, 8, 1] }
      layer { name: "conv" conv2d { filters: 4 kernel_size: 3 activation: RELU } }
      layer { name: "pool" global_average_pool {} }
      layer { name: "logits" dense { units: 10 } }
      loss { softmax_cross_entropy {} }
      metric: [ACCURACY, CONFUSION_MATRIX]
      training { epochs: 4 batch_size: 128 summary_steps: 5 }
      """;

  @TempDir Path directory;
  private final List<EpochReport> reports = new ArrayList<>();

  @Test
  void showsARunThatWasResumed() throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    train(false, 30);
    train(true, Integer.MAX_VALUE);
    assertEquals(EPOCHS, reports.size());
    try (TensorBoardServer server =
        TensorBoardServer.start(python, directory, Loading.DATA_SERVER)) {
      server.await(
          "/data/runs",
          runs -> texts(runs).equals(Set.of("run/train", "run/validation", "run/steps")));
      server.await("/data/plugin/images/tags", tags -> tags.has("run/validation"));

      assertCurve(server, "run/train", "epoch_loss", r -> r.training().loss());
      assertCurve(server, "run/train", "epoch_learning_rate", r -> 0.001);
      assertCurve(server, "run/train", "epoch_accuracy", r -> r.value("accuracy"));
      assertCurve(server, "run/validation", "epoch_loss", r -> r.value("validation/loss"));
      JsonNode steps = server.json(scalars("run/steps", "batch_loss"));
      // 1,438 samples are 12 steps an epoch, 48 in all.
      assertEquals(
          List.of(5, 10, 15, 20, 25, 30, 35, 40, 45),
          StreamSupport.stream(steps.spliterator(), false).map(p -> p.get(1).intValue()).toList());

      JsonNode histograms = server.json("/data/plugin/histograms/tags").get("run/train");
      assertEquals(
          Set.of("conv/kernel", "conv/bias", "logits/kernel", "logits/bias"), names(histograms));
      assertTrue(server.json("/data/plugin/images/tags").get("run/train").has("inputs"));
      assertTrue(
          server.json("/data/plugin/images/tags").get("run/validation").has("confusion_matrix"));
      String graph =
          server.text(TensorBoardServer.path("/data/plugin/graphs/graph", "run", "run/train"));
      assertTrue(graph.contains("name: \"conv/kernel\""));
      assertTrue(graph.contains("name: \"logits/kernel\""));
      assertFalse(server.log().contains("Read error"), server.log());
    }
  }

  private void assertCurve(
      TensorBoardServer server, String run, String tag, ToDoubleFunction<EpochReport> value)
      throws IOException, InterruptedException {
    JsonNode points = server.await(scalars(run, tag), p -> p.size() == EPOCHS);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      assertEquals(epoch, points.get(epoch).get(1).intValue(), tag);
      assertEquals(
          value.applyAsDouble(reports.get(epoch)),
          points.get(epoch).get(2).doubleValue(),
          1e-5,
          tag);
    }
  }

  private void train(boolean resume, int steps) throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.parse("model.textproto", MODEL, List.of()).spec(),
            DataDescription.of("digits"),
            directory,
            directory.resolve("run"),
            2,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            resume,
            TrainingRequest.Outputs.ALL);
    AtomicInteger done = new AtomicInteger();
    new TrainingRun(request, InstantSource.system(), System::nanoTime)
        .train(
            new TrainingListener() {
              @Override
              public void onSteps(int epoch, int batch, long step) {
                done.set((int) step);
              }

              @Override
              public void onEpoch(EpochReport report) {
                reports.add(report);
              }
            },
            () -> done.get() >= steps);
  }

  private static String scalars(String run, String tag) {
    return TensorBoardServer.path("/data/plugin/scalars/scalars", "run", run, "tag", tag);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
