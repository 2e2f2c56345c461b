package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.spec.ModelSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With masks a network gives and learns the same, however much its sequences are padded. */
class PaddingTest {

  private static final int WORDS = 4;
  private static final int PADDED = 7;
  private static final int[][] SENTENCES = {{3, 1, 4, 1}, {5, 2, 2, 5}, {1, 5, 3, 2}, {4, 4, 1, 3}};
  private static final int[] CLASSES = {0, 1, 1, 0};
  private static final String POOL = "layer { name: \"pool\" global_average_pool {} }";

  private static ModelSpec model(int length, boolean mask, String layers) {
    return Trials.model(
        "name: \"sentences\" input { name: \"x\" shape: " + length + " }",
        "layer { name: \"words\" embedding { input_size: 6 output_size: 4 mask_zero: "
            + mask
            + " initializer { random_uniform { min: -1 max: 1 } } } }",
        layers,
        "layer { name: \"logits\" dense { units: 2 } }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY",
        "training { batch_size: 4 epochs: 2 shuffle: false }");
  }

  private static Dataset sentences(int length) {
    float[] numbers = new float[SENTENCES.length * length];
    for (int sentence = 0; sentence < SENTENCES.length; sentence++) {
      for (int word = 0; word < WORDS; word++) {
        numbers[sentence * length + word] = SENTENCES[sentence][word];
      }
    }
    return Trials.tensors(numbers, List.of(length), Trials.classes(CLASSES, 2));
  }

  /** The loss of each sentence after two steps, and the weights that they have led to. */
  private record Trained(List<Double> losses, Map<String, float[]> weights) {

    static Trained on(int length, boolean mask, String layers) {
      try (TrialSession session =
          Trials.session(model(length, mask, layers), sentences(length), 3)) {
        session.train(Trials.rows(SENTENCES.length), 0, 1);
        session.train(Trials.rows(SENTENCES.length), 0, 1);
        List<Double> losses =
            Arrays.stream(Trials.rows(SENTENCES.length))
                .mapToObj(row -> session.evaluate(new int[] {row}).loss())
                .toList();
        return new Trained(losses, session.weights());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        POOL,
        "layer { name: \"pool\" global_max_pool {} }",
        "layer { name: \"memory\" lstm { units: 3 } }",
        "layer { name: \"memory\" gru { units: 3 bidirectional: true } }",
        "layer { name: \"lower\" gru { units: 3 return_sequences: true } }"
            + " layer { name: \"upper\" lstm { units: 3 bidirectional: true } }",
        "layer { name: \"lower\" lstm { units: 3 bidirectional: true return_sequences: true } }"
            + POOL,
        "layer { name: \"place\" positional_encoding {} }"
            + "layer { name: \"attention\" attention { heads: 2 key_size: 3 } }"
            + POOL,
        "layer { name: \"deep\" dense { units: 4 activation: TANH } }"
            + "layer { name: \"cross\" input: [\"words\", \"deep\"] attention { heads: 1 key_size: 2 } }"
            + POOL,
        "layer { name: \"place\" positional_encoding {} }"
            + "layer { name: \"blocks\" block { repeat: 2 layer { name: \"block\""
            + " transformer_encoder { heads: 2 feed_forward: 5 norm_first: true } } } }"
            + "layer { name: \"norm\" layer_normalization {} }"
            + POOL
      })
  void changesNothing(String layers) {
    Trained unpadded = Trained.on(WORDS, true, layers);
    Trained padded = Trained.on(PADDED, true, layers);
    for (int i = 0; i < SENTENCES.length; i++) {
      assertEquals(unpadded.losses().get(i), padded.losses().get(i), 1e-5, "sentence " + i);
    }
    assertEquals(unpadded.weights().keySet(), padded.weights().keySet());
    unpadded
        .weights()
        .forEach(
            (name, values) -> {
              // Adam makes a step of what is but rounding in the gradient of a key's bias, which is
              // 0.
              if (!name.endsWith("key/bias")) {
                assertArrayEquals(values, padded.weights().get(name), 1e-5f, name);
              }
            });
  }

  @Test
  void countsWithoutAMask() {
    assertNotEquals(
        Trained.on(WORDS, false, POOL).losses().get(0),
        Trained.on(PADDED, false, POOL).losses().get(0),
        1e-3);
  }
}
