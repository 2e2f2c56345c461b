package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TInt32;

/** Where TensorFlow runs the ops of a step, as the graphs say that it has cut the step's into. */
class TowersTest {

  private static final int SAMPLES = 18;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void towersAreOnTheirDevices(int accumulation) {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"hidden\" dense { units: 6 activation: TANH } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "optimizer { adam {} } training { batch_size: 9 accumulation: " + accumulation + " }");
    Map<String, Set<String>> placed = placement(model, Trials.clouds(SAMPLES, 3), "cpu:0+cpu:1");
    Set<String> first = placed.get("CPU:0");
    Set<String> second = placed.get("CPU:1");
    for (String op : List.of("hidden/MatMul", "logits/MatMul")) {
      assertTrue(first.stream().anyMatch(name -> name.endsWith("/" + op)), op + " in " + first);
      assertTrue(
          second.stream().anyMatch(name -> name.endsWith("tower_1/" + op)), op + " in " + second);
    }
    // Gradients are where the layers are.
    assertTrue(first.stream().anyMatch(name -> name.contains("/gradients/")));
    assertTrue(second.stream().anyMatch(name -> name.contains("/gradients_1/")));
    assertFalse(first.stream().anyMatch(name -> name.contains("tower_1/hidden")), first::toString);
    assertFalse(second.stream().anyMatch(name -> name.contains("ResourceApplyAdam")));
    assertTrue(first.stream().anyMatch(name -> name.contains("ResourceApplyAdam")));
  }

  /** Names of the ops that a step runs, by device. */
  private static Map<String, Set<String>> placement(ModelSpec model, Dataset data, String devices) {
    TrialSpec spec = Trials.spec(model, data, data.samples(), 3);
    SessionSettings settings =
        new SessionSettings(DeviceChoice.parse(devices), Trials.SETTINGS.threads());
    Map<String, Set<String>> placed = new HashMap<>();
    Map<String, Tensor> samples = new SampleStore(data, spec.preprocessing()).tensors();
    try (TrialGraph graph =
            TrialGraph.forTraining(spec, data, settings.device().tensorFlowNames(), true);
        Session session = new Session(graph.graph(), settings.configuration());
        TInt32 order =
            TInt32.tensorOf(Shape.of(SAMPLES), DataBuffers.of(Trials.rows(SAMPLES), true, false));
        TInt32 zero = TInt32.scalarOf(0);
        TInt32 one = TInt32.scalarOf(1)) {
      Session.Runner start = session.runner();
      graph.assigned.feed(start, samples);
      graph.initialValues.run(start, graph.variables());
      StepLoop loop = graph.training.orElseThrow().plain().steps();
      try (Result result =
          session
              .runner()
              .setOptions(RunOptions.newBuilder().setOutputPartitionGraphs(true).build())
              .feed(loop.order(), order)
              .feed(loop.first(), zero)
              .feed(loop.end(), one)
              .fetch(loop.reached())
              .runAndFetchMetadata()) {
        for (GraphDef partition : result.getMetadata().orElseThrow().getPartitionGraphsList()) {
          for (NodeDef node : partition.getNodeList()) {
            String device = node.getDevice().substring(node.getDevice().lastIndexOf('/') + 1);
            placed
                .computeIfAbsent(device.replace("device:", ""), name -> new HashSet<>())
                .add(node.getName());
          }
        }
      }
    } finally {
      samples.values().forEach(Tensor::close);
    }
    return placed;
  }
}
