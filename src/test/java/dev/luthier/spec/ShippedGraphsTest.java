package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.nn.Network;
import dev.luthier.nn.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** The files that users copy. */
class ShippedGraphsTest {

  private static final Path GRAPHS = Path.of("graphs");

  /** Eight numeric columns and the five values of ocean_proximity. */
  private static final Map<String, Shape> DATA_SHAPES = Map.of("district", Shape.of(13));

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(GRAPHS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isTheSameAfterBeingWritten(Path file) {
    ModelSpec spec = ModelFile.read(file, List.of()).spec();
    String text = ModelFile.text(spec);
    assertEquals(spec, ModelFile.parse("written", text, List.of()).spec(), text);
    assertEquals(file.getFileName().toString(), spec.model().name() + ".textproto");
  }

  /**
   * Weights are as {@code count_params} and {@code trainable_weights} of Keras 3.15.1 give them for
   * the same layers.
   */
  @ParameterizedTest
  @CsvSource({
    "iris_logistic, 3, 15, 0",
    "digits_mlp, 10, 8970, 0",
    "mnist_mlp, 10, 101770, 0",
    "mnist_cnn, 10, 34826, 0",
    "seed_resnet, 10, 1565706, 1920",
    "resnet20, 10, 272474, 1568",
    "mobilenet_small, 10, 301026, 9200",
    "wide_resnet, 10, 2748890, 3616",
    "reviews_lstm, 2, 706306, 0",
    "reviews_transformer, 2, 676290, 0",
    "housing_regression, 1, 5121, 0",
    "reviews_cnn, 2, 664962, 0",
    "pruned_mlp, 10, 238810, 0",
    "early_exit_cnn, 10, 73694, 0",
    "se_resnet20, 10, 276884, 1568",
    "gated_resnet, 10, 175390, 1120",
    "digits_moe, 10, 13130, 0",
    "digits_act, 10, 6685, 0"
  })
  void hasTheShapesAndWeightsItSays(String name, long outputs, long weights, long state) {
    ModelSpec spec = ModelFile.read(GRAPHS.resolve(name + ".textproto"), List.of()).spec();
    Network network = Network.of(spec.model(), DATA_SHAPES);
    assertEquals(Shape.of(outputs), network.output().outputShape());
    assertEquals(weights, network.parameters(Variable.Role.WEIGHT));
    assertEquals(state, network.parameters(Variable.Role.STATE));
  }

  @Test
  void aRepeatedBlockIsTunedByItsPath() {
    ModelFile deeper =
        ModelFile.read(
            GRAPHS.resolve("resnet20.textproto"), List.of("layer[stage1].block.repeat=5"));
    Network network = Network.of(deeper.spec().model(), Map.of());
    assertEquals(272474 + 2 * (2 * 9 * 16 * 16 + 4 * 16), network.parameters(Variable.Role.WEIGHT));
  }

  /** The deeper network's count is Keras', too. */
  @Test
  void aRepetitionOfEachStageMakesTheWideNetworkDeeper() {
    List<String> settings =
        Stream.of("stage1", "stage2", "stage3")
            .map(stage -> "layer[" + stage + "].block.repeat=2")
            .toList();
    ModelFile deeper = ModelFile.read(GRAPHS.resolve("wide_resnet.textproto"), settings);
    Network network = Network.of(deeper.spec().model(), Map.of());
    assertEquals(4298970, network.parameters(Variable.Role.WEIGHT));
  }
}
