package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.TextFormat;
import dev.luthier.GoldenLayers;
import dev.luthier.nn.Activation;
import dev.luthier.nn.ActivationLayer;
import dev.luthier.nn.FixedScope;
import dev.luthier.nn.Layer;
import dev.luthier.nn.Variable;
import dev.luthier.spec.proto.LayerDef;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Every layer, written as users write it, against Keras: output, gradients and moving statistics.
 * The numbers are of Keras 3.15.1 on TensorFlow 2.18.1 in float64, from src/test/python; what Keras
 * does not have, such as adaptive pooling and gates, is worked out there by its ops.
 */
class LayerGoldenTest {

  private static final double RELATIVE = 1e-5;

  /** Of the largest number of a tensor: sums that cancel out keep the error of their terms. */
  private static final double ABSOLUTE = 1e-6;

  /** One a script of the same name. */
  private static final List<String> FILES =
      List.of("layers", "adaptive", "sequences", "unit_gates", "augmentation_layers", "sounds");

  private static List<JsonNode> cases() {
    return FILES.stream().flatMap(name -> cases(name).stream()).toList();
  }

  private static List<JsonNode> cases(String name) {
    try (InputStream file =
        LayerGoldenTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(file).get("cases").forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Layer layer(JsonNode golden) {
    LayerDef.Builder def = LayerDef.newBuilder();
    try {
      TextFormat.merge(golden.get("layer").asText(), def);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
    return LayerMapping.fromProto(def.build());
  }

  @Test
  void everyLayerAndActivationHasACase() {
    Set<Class<?>> layers = new HashSet<>();
    Set<Activation> activations = EnumSet.noneOf(Activation.class);
    for (JsonNode golden : cases()) {
      Layer layer = layer(golden);
      layers.add(layer.getClass());
      if (layer instanceof ActivationLayer activation) {
        activations.add(activation.function());
      }
    }
    assertEquals(Set.of(Layer.class.getPermittedSubclasses()), layers);
    assertEquals(EnumSet.allOf(Activation.class), activations);
  }

  @TestFactory
  Stream<DynamicTest> equalsKeras() {
    return cases().stream()
        .map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> check(golden)));
  }

  private static void check(JsonNode golden) {
    Layer layer = layer(golden);
    int seed = golden.get("seed").asInt();
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        Feeds feeds = new Feeds(Ops.create(graph), session)) {
      Ops tf = feeds.tf;
      List<Operand<TFloat32>> inputs = new ArrayList<>();
      List<Shape> samples = new ArrayList<>();
      for (JsonNode node : golden.get("inputs")) {
        Shape shape = GoldenLayers.shape(node);
        samples.add(shape.tail());
        float[] values = GoldenLayers.values(golden, seed + inputs.size(), shape);
        inputs.add(feeds.placeholder(shape.tail().prepend(-1), shape, values));
      }
      assertEquals(
          GoldenLayers.shape(golden.get("output_shape")).tail(), layer.outputShape(samples));
      Map<String, Operand<TFloat32>> variables = variables(layer.variables(samples), golden, feeds);

      boolean training = golden.get("training").asBoolean();
      FixedScope scope = new FixedScope(tf, training, seed, variables);
      for (int i = 0; i < golden.path("masks").size(); i++) {
        scope.withMask(i, GoldenLayers.mask(tf, golden.get("masks").get(i)));
      }
      Operand<TFloat32> output = layer.apply(scope, inputs);
      assertEquals(
          layer.outputShape(samples), output.shape().tail(), "static shape within the graph");

      Shape outputShape = GoldenLayers.shape(golden.get("output_shape"));
      Operand<TFloat32> projection =
          feeds.placeholder(outputShape, outputShape, GoldenLayers.draw(seed + 20, outputShape));
      Operand<TFloat32> loss = GoldenLayers.sum(tf, tf.math.mul(output, projection));
      for (Operand<TFloat32> extra : scope.losses()) {
        loss = tf.math.add(loss, extra);
      }

      List<String> names = new ArrayList<>(List.of("output", "loss"));
      List<Operand<TFloat32>> fetched = new ArrayList<>(List.of(output, loss));
      List<JsonNode> expected = new ArrayList<>(List.of(golden.get("output"), golden.get("loss")));
      List<Output<?>> sources = new ArrayList<>();
      for (int i = 0; i < golden.get("input_gradients").size(); i++) {
        names.add("gradient of input " + i);
        sources.add(inputs.get(i).asOutput());
        expected.add(golden.get("input_gradients").get(i));
      }
      for (String name : keys(golden.get("weight_gradients"))) {
        names.add("gradient of " + name);
        sources.add(variables.get(name).asOutput());
        expected.add(golden.get("weight_gradients").get(name));
      }
      // A layer without weights may have ops without gradients.
      if (!sources.isEmpty()) {
        for (Output<?> gradient :
            graph.addGradients(loss.asOutput(), sources.toArray(Output[]::new))) {
          fetched.add(gradient.expect(TFloat32.class));
        }
      }
      assertEquals(
          keys(golden.get("states")), scope.assigned().keySet(), "state that the layer moves");
      scope
          .assigned()
          .forEach(
              (name, value) -> {
                names.add(name);
                fetched.add(value);
                expected.add(golden.get("states").get(name));
              });
      assertEquals(layer.figures(samples), List.copyOf(scope.figures().keySet()), "figures");
      for (String figure : keys(golden.path("figures"))) {
        names.add(figure);
        fetched.add(scope.figures().get(figure));
        expected.add(golden.get("figures").get(figure));
      }
      assertEquals(golden.has("output_mask"), scope.outputMask().isPresent(), "sets a mask");
      scope
          .outputMask()
          .ifPresent(
              mask -> {
                names.add("mask");
                fetched.add(mask);
                expected.add(golden.get("output_mask"));
              });
      List<float[]> actual = feeds.run(fetched);
      for (int i = 0; i < fetched.size(); i++) {
        assertNear(expected.get(i), actual.get(i), names.get(i));
      }
    }
  }

  /** Placeholders for all variables of a layer, which are Keras' in names, order and shapes. */
  private static Map<String, Operand<TFloat32>> variables(
      List<Variable> declared, JsonNode golden, Feeds feeds) {
    Map<String, Operand<TFloat32>> variables = new LinkedHashMap<>();
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (JsonNode weight : golden.get("weights")) {
      expected.add(weight.toString());
    }
    for (Variable variable : declared) {
      int place = actual.size();
      float[] values;
      if (variable.role() == Variable.Role.RATE) {
        values = new float[] {rate(variable)};
      } else {
        List<Object> line = new ArrayList<>(List.of(variable.name()));
        line.addAll(variable.shape().toListOrNull());
        actual.add(new ObjectMapper().valueToTree(line).toString());
        values = GoldenLayers.draw(golden.get("seed").asInt() + 10 + place, variable.shape());
      }
      if (variable.name().equals("moving_variance")) {
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.abs(values[i]) + 0.5f;
        }
      }
      variables.put(variable.name(), feeds.placeholder(variable.shape(), variable.shape(), values));
    }
    assertEquals(expected, actual, "weights");
    return variables;
  }

  private static float rate(Variable variable) {
    return ((dev.luthier.nn.Initializer.Constant) variable.initializer()).value();
  }

  private static Set<String> keys(JsonNode node) {
    Set<String> keys = new HashSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static void assertNear(JsonNode expected, float[] actual, String what) {
    int count = expected.isArray() ? expected.size() : 1;
    assertEquals(count, actual.length, what);
    double largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(expected(expected, i)));
    }
    for (int i = 0; i < count; i++) {
      double number = expected(expected, i);
      double tolerance = RELATIVE * Math.abs(number) + ABSOLUTE * Math.max(1, largest);
      String message =
          what + " at " + i + ": was " + actual[i] + " for " + number + ", at most " + tolerance;
      assertTrue(Math.abs(number - actual[i]) <= tolerance, message);
    }
  }

  private static double expected(JsonNode node, int place) {
    return node.isArray() ? node.get(place).asDouble() : node.asDouble();
  }

  /** Placeholders and the tensors that they are fed. */
  private record Feeds(Ops tf, Session session, Map<Operand<TFloat32>, TFloat32> tensors)
      implements AutoCloseable {

    Feeds(Ops tf, Session session) {
      this(tf, session, new LinkedHashMap<>());
    }

    Operand<TFloat32> placeholder(Shape declared, Shape shape, float[] values) {
      Operand<TFloat32> placeholder = tf.placeholder(TFloat32.class, Placeholder.shape(declared));
      tensors.put(placeholder, TFloat32.tensorOf(shape, DataBuffers.of(values)));
      return placeholder;
    }

    List<float[]> run(List<Operand<TFloat32>> fetched) {
      Session.Runner runner = session.runner();
      tensors.forEach(runner::feed);
      // What is fed cannot be fetched, nor anything twice.
      fetched.forEach(operand -> runner.fetch(tf.identity(operand)));
      List<float[]> results = new ArrayList<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < fetched.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] values = new float[(int) tensor.size()];
          tensor.asRawTensor().data().asFloats().read(values);
          results.add(values);
        }
      }
      return results;
    }

    @Override
    public void close() {
      tensors.values().forEach(Tensor::close);
    }
  }
}
