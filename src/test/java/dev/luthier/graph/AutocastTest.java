package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.GoldenLayers;
import dev.luthier.Trials;
import dev.luthier.nn.FixedScope;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Layer;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Precision;
import dev.luthier.nn.Variable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Every layer in the low types against the same in float32: output, loss and gradients. */
class AutocastTest {

  private static final List<String> FILES =
      List.of("layers", "adaptive", "sequences", "unit_gates", "augmentation_layers", "sounds");

  private static List<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    for (String name : FILES) {
      try (InputStream file = AutocastTest.class.getResourceAsStream("/golden/" + name + ".json")) {
        new ObjectMapper().readTree(file).get("cases").forEach(cases::add);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return cases;
  }

  @TestFactory
  Stream<DynamicTest> layersAreAsInFloat32() {
    return cases().stream()
        .flatMap(
            golden ->
                Stream.of(Precision.MIXED_BFLOAT16, Precision.MIXED_FLOAT16)
                    .map(
                        precision ->
                            DynamicTest.dynamicTest(
                                golden.get("name").asText() + " " + precision,
                                () -> check(golden, precision))));
  }

  private static void check(JsonNode golden, Precision precision) {
    Layer layer =
        ((LayerElement)
                Trials.model(
                        "name: \"m\" input { name: \"x\" } layer { name: \"l\" "
                            + golden.get("layer").asText()
                            + " } loss { mean_squared_error {} }")
                    .model()
                    .elements()
                    .get(0))
            .layer();
    try (Graph graph = new Graph();
        Graph run = new Graph();
        Session session = new Session(run, Trials.SETTINGS.configuration())) {
      Computed exact = compute(golden, layer, graph, "exact", Precision.FLOAT32, precision);
      Computed low = compute(golden, layer, graph, "low", precision, precision);
      GraphDef built = graph.toGraphDef();
      run.importGraphDef(
          built.toBuilder()
              .clearNode()
              .addAllNode(BatchProducts.withKernels(built.getNodeList()))
              .build());
      Session.Runner runner = session.runner();
      List<String> names = new ArrayList<>(exact.values.keySet());
      assertEquals(names, List.copyOf(low.values.keySet()));
      for (String name : names) {
        runner
            .fetch(exact.values.get(name).asOutput().op().name())
            .fetch(low.values.get(name).asOutput().op().name());
      }
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          assertNear(
              floats((TFloat32) result.get(2 * i)),
              floats((TFloat32) result.get(2 * i + 1)),
              precision == Precision.MIXED_FLOAT16 ? 0.01 : 0.05,
              golden.get("name").asText() + ": " + names.get(i));
        }
      }
    }
  }

  /** What a layer gives, all in float32. */
  private record Computed(Map<String, Operand<TFloat32>> values) {}

  private static Computed compute(
      JsonNode golden,
      Layer layer,
      Graph graph,
      String name,
      Precision precision,
      Precision given) {
    Ops tf = Ops.create(graph).withSubScope(name);
    Autocast autocast = new Autocast(precision);
    int seed = golden.get("seed").asInt();
    boolean whole = golden.get("integers").asInt() > 0;
    Autocast rounding = new Autocast(given);
    List<Operand<TFloat32>> sources = new ArrayList<>();
    List<Operand<TFloat32>> inputs = new ArrayList<>();
    List<Shape> samples = new ArrayList<>();
    for (JsonNode node : golden.get("inputs")) {
      Shape shape = GoldenLayers.shape(node);
      samples.add(shape.tail());
      Operand<TFloat32> input =
          unknownBatch(tf, GoldenLayers.values(golden, seed + inputs.size(), shape), shape);
      // Rounded in both, so that the largest of some values is the same one.
      Operand<TFloat32> rounded = whole ? input : rounding.float32(tf, rounding.low(tf, input));
      sources.add(rounded);
      inputs.add(whole ? input : autocast.low(tf, rounded));
    }
    Map<String, Operand<TFloat32>> variables = new LinkedHashMap<>();
    for (Variable variable : layer.variables(samples)) {
      float[] values =
          variable.role() == Variable.Role.RATE
              ? new float[] {((Initializer.Constant) variable.initializer()).value()}
              : GoldenLayers.draw(seed + 10 + variables.size(), variable.shape());
      if (variable.name().equals("moving_variance")) {
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.abs(values[i]) + 0.5f;
        }
      }
      variables.put(
          variable.name(),
          tf.reshape(tf.constant(values), tf.constant(variable.shape().asArray())));
    }
    FixedScope scope =
        new FixedScope(
            autocast.layer(tf),
            autocast.exact(tf),
            golden.get("training").asBoolean(),
            seed,
            variables);
    for (int i = 0; i < golden.path("masks").size(); i++) {
      scope.withMask(i, GoldenLayers.mask(tf, golden.get("masks").get(i)));
    }
    Operand<TFloat32> output = autocast.float32(tf, layer.apply(scope, inputs));
    Operand<TFloat32> loss =
        GoldenLayers.sum(
            tf,
            tf.math.mul(
                output,
                unknownBatch(
                    tf,
                    GoldenLayers.draw(seed + 20, GoldenLayers.shape(golden.get("output_shape"))),
                    GoldenLayers.shape(golden.get("output_shape")))));
    for (Operand<TFloat32> extra : scope.losses()) {
      loss = tf.math.add(loss, autocast.float32(tf, extra));
    }
    Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
    values.put("output", tf.identity(output));
    List<Output<?>> differentiated = new ArrayList<>();
    for (int i = 0; i < golden.get("input_gradients").size(); i++) {
      differentiated.add(sources.get(i).asOutput());
    }
    golden
        .get("weight_gradients")
        .fieldNames()
        .forEachRemaining(weight -> differentiated.add(variables.get(weight).asOutput()));
    if (!differentiated.isEmpty()) {
      Output<?>[] gradients =
          graph.addGradients(
              name + "_gradients",
              new Output<?>[] {loss.asOutput()},
              differentiated.toArray(Output<?>[]::new),
              null);
      // All together: one that is 0 but for rounding, as of a bias under a softmax, is noise.
      List<Operand<TFloat32>> flat = new ArrayList<>();
      for (Output<?> gradient : gradients) {
        flat.add(tf.reshape(gradient.expect(TFloat32.class), tf.constant(new int[] {-1})));
      }
      flat.add(tf.constant(new float[] {0}));
      values.put("gradients", tf.concat(flat, tf.constant(0)));
    }
    scope
        .assigned()
        .forEach((state, value) -> values.put(state, tf.identity(autocast.float32(tf, value))));
    return new Computed(values);
  }

  /** Values in a tensor whose first dimension the graph does not know. */
  private static Operand<TFloat32> unknownBatch(Ops tf, float[] values, Shape shape) {
    return tf.placeholderWithDefault(
        tf.reshape(tf.constant(values), tf.constant(shape.asArray())),
        shape.tail().prepend(Shape.UNKNOWN_SIZE));
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** By the root of the mean square: single values may cancel out. */
  private static void assertNear(float[] exact, float[] low, double tolerance, String what) {
    assertEquals(exact.length, low.length, what);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow(exact[i] - low[i], 2);
      size += Math.pow(exact[i], 2);
    }
    double relative = Math.sqrt(difference) / Math.max(Math.sqrt(size), 1e-3);
    assertTrue(relative <= tolerance, what + " is off by " + relative + " of its size");
  }
}
