package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.luthier.Pictures;
import dev.luthier.Pictures.Stored;
import dev.luthier.Trials;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Streaming;
import dev.luthier.data.TargetKind;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.DataDef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TInt32;

class ReadAheadTest {

  private static final int SAMPLES = 58;
  private static final int BATCHES = 8;
  private static final String READING = "read_ahead/next_batch";

  private static final ModelSpec MODEL =
      Trials.model(
          "name: \"small\" input { name: \"pixels\" shape: [6, 5, 3] }",
          "layer { name: \"flat\" flatten {} }",
          "layer { name: \"drop\" dropout { rate: 0.3 } }",
          "layer { name: \"logits\" dense { units: 2 } }",
          "loss { softmax_cross_entropy {} } metric: ACCURACY",
          "optimizer { adam { learning_rate: 0.01 } }",
          "training { epochs: 2 batch_size: 8 }");

  @TempDir Path directory;

  private Dataset data(Streaming.Mode mode) throws IOException {
    DataDef.Builder def = DataDef.newBuilder();
    TextFormat.merge(Pictures.write(directory, Stored.BYTE_RECORDS), def);
    return new DataReader(directory)
        .read(
            DataMapping.fromProto(def.build(), Path.of(""))
                .withStreaming(new Streaming(mode, Streaming.DEFAULT_BOUND)),
            ReadOptions.training(TargetKind.CLASSES));
  }

  private static TrialSession session(Dataset data, boolean readsAhead) {
    return TrialSession.forTraining(
        Trials.spec(MODEL, data, SAMPLES, 3), data, Trials.SETTINGS, readsAhead);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallTakesItsOwnBatchesOnly(boolean readsAhead) throws IOException {
    int[] rows = Trials.rows(SAMPLES);
    // The second order begins anew, the last call of the first one goes back.
    int[] again = Trials.rows(SAMPLES);
    try (TrialSession memory = session(data(Streaming.Mode.NEVER), readsAhead);
        TrialSession streamed = session(data(Streaming.Mode.ALWAYS), readsAhead)) {
      for (TrialSession session : List.of(memory, streamed)) {
        session.train(rows, 0, 3);
        session.train(rows, 3, 4);
        session.progress();
        session.train(rows, 4, BATCHES);
        session.train(rows, 2, 5);
        session.train(again, 0, BATCHES);
        session.evaluate(rows);
      }
      assertEquals(memory.evaluate(rows).loss(), streamed.evaluate(rows).loss(), 0.0);
      memory
          .weights()
          .forEach(
              (name, values) -> assertArrayEquals(values, streamed.weights().get(name), 0f, name));
    }
  }

  @Test
  void readingWaitsForNothingOfTheStep() throws IOException {
    GraphDef step;
    try (TrialSession session = session(data(Streaming.Mode.ALWAYS), true)) {
      step = session.trainingStep();
    }
    Map<String, NodeDef> nodes = new HashMap<>();
    step.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> before = ancestors(nodes, READING);
    Set<String> ops = new HashSet<>();
    before.forEach(name -> ops.add(nodes.get(name).getOp()));
    assertEquals(Set.of("Placeholder", "Less", "IteratorV2"), ops);
    // Of what the loop hands on, how far was read, and to where.
    assertEquals(
        Set.of("read", "end"),
        before.stream()
            .filter(name -> nodes.get(name).getOp().equals("Placeholder"))
            .collect(Collectors.toSet()));
    // And the step works on what it was given, not on what is being read.
    Set<String> optimizer = ancestors(nodes, "loss/Mean");
    assertTrue(optimizer.contains("streamed"), optimizer::toString);
    assertTrue(!optimizer.contains(READING), optimizer::toString);
    assertTrue(nodes.values().stream().noneMatch(node -> node.getOp().equals("IteratorGetNext")));
  }

  /** Where nothing is copied, what is handed on costs more than it brings. */
  @Test
  void onACpuAStepReadsItsOwnBatch() throws IOException {
    Dataset data = data(Streaming.Mode.ALWAYS);
    List<String> ops;
    try (TrialSession session =
        TrialSession.forTraining(Trials.spec(MODEL, data, SAMPLES, 3), data, Trials.SETTINGS)) {
      ops = session.trainingStep().getNodeList().stream().map(NodeDef::getOp).toList();
    }
    assertTrue(ops.contains("IteratorGetNext"), ops::toString);
    assertFalse(ops.contains("If"), ops::toString);
  }

  /** Data and control inputs, and theirs. */
  private static Set<String> ancestors(Map<String, NodeDef> nodes, String of) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(nodes.get(of).getInputList());
    while (!open.isEmpty()) {
      String name = FunctionBody.node(open.remove());
      if (found.add(name)) {
        open.addAll(nodes.get(name).getInputList());
      }
    }
    return found;
  }

  /**
   * A second CPU device stands for a GPU: all that has no device of its own goes there, as
   * TensorFlow does it with a GPU.
   */
  @Test
  void batchesAreReadOnTheHostAndHandedOnOnTheDevice() throws IOException {
    List<NodeDef> placed = new ArrayList<>();
    Dataset data = data(Streaming.Mode.ALWAYS);
    SessionSettings settings = new SessionSettings(DeviceChoice.parse("cpu:0+cpu:1"), 1);
    try (TrialGraph graph =
            TrialGraph.forTraining(Trials.spec(MODEL, data, SAMPLES, 3), data, List.of(), true);
        Graph moved = new Graph();
        TInt32 one = TInt32.scalarOf(1);
        TInt32 order = TInt32.vectorOf(Trials.rows(SAMPLES))) {
      moved.importGraphDef(elsewhere(graph.graph().toGraphDef()));
      // No step is run, so weights and samples need no values.
      try (Session session = new Session(moved, settings.configuration());
          Result result =
              session
                  .runner()
                  .setOptions(RunOptions.newBuilder().setOutputPartitionGraphs(true).build())
                  .feed("evaluation_loop_order", order)
                  .feed("evaluation_loop_first", one)
                  .feed("evaluation_loop_end", one)
                  .fetch("evaluation_loop:0")
                  .runAndFetchMetadata()) {
        result
            .getMetadata()
            .orElseThrow()
            .getPartitionGraphsList()
            .forEach(partition -> placed.addAll(partition.getNodeList()));
      }
    }
    assertEquals(
        Set.of("CPU:0"),
        devices(placed.stream().filter(node -> node.getOp().equals("IteratorGetNext")).toList()));
    List<NodeDef> handedOn =
        placed.stream()
            .filter(node -> Set.of("Enter", "Merge", "NextIteration").contains(node.getOp()))
            .filter(node -> node.getAttrOrThrow("T").getType() == DataType.DT_UINT8)
            .toList();
    // Into the loop, from step to step, and what each reading gives.
    assertEquals(
        Set.of("Enter", "Merge", "NextIteration"),
        new HashSet<>(handedOn.stream().map(NodeDef::getOp).toList()));
    assertEquals(Set.of("CPU:1"), devices(handedOn));
    assertEquals(1, handedOn.stream().filter(node -> node.getOp().equals("NextIteration")).count());
    // Nothing of them comes back.
    List<NodeDef> sent =
        placed.stream()
            .filter(node -> node.getOp().equals("_Send") || node.getOp().equals("_HostSend"))
            .filter(node -> node.getAttrOrThrow("T").getType() == DataType.DT_UINT8)
            .toList();
    assertEquals(Set.of("CPU:0"), devices(sent));
  }

  private static Set<String> devices(List<NodeDef> nodes) {
    Set<String> devices = new HashSet<>();
    nodes.forEach(
        node -> devices.add(node.getDevice().substring(node.getDevice().indexOf("device:") + 7)));
    return devices;
  }

  private static GraphDef elsewhere(GraphDef graph) {
    GraphDef.Builder moved = graph.toBuilder();
    moved.getNodeBuilderList().forEach(ReadAheadTest::move);
    moved
        .getLibraryBuilder()
        .getFunctionBuilderList()
        .forEach(function -> function.getNodeDefBuilderList().forEach(ReadAheadTest::move));
    return moved.build();
  }

  private static void move(NodeDef.Builder node) {
    // The host is any CPU, of which there is but one beside a GPU.
    node.setDevice(node.getDevice().isEmpty() ? "/device:CPU:1" : "/device:CPU:0");
  }
}
