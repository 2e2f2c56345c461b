package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Exit;
import dev.luthier.nn.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Early exits as users write them. */
class ExitMappingTest {

  private static final String MODEL =
      """
      name: "exits"
      input { name: "x" shape: 4 }
      layer { name: "early" dense { units: 3 } input: "x" }
      layer { name: "hidden" dense { units: 5 } input: "x" }
      layer { name: "late" block { layer { name: "logits" dense { units: 3 } } } }
      layer { name: "last" dense { units: 3 } input: "hidden" }
      """;
  private static final String CLASSES = "loss { softmax_cross_entropy {} }\n";
  private static final String NUMBERS = "loss { mean_squared_error {} }\n";

  private static ModelFile parse(String exits, String... settings) {
    return ModelFile.parse("model", MODEL + exits, List.of(settings));
  }

  @Test
  void comeBackFromTheirMessage() {
    String exits =
        "exit { layer: \"early\" } exit { layer: \"late/logits\" loss_weight: 0.3 confidence: 0.5 }";
    ModelSpec spec = parse(CLASSES + exits).spec();
    assertEquals(
        List.of(new Exit("early", 1, 0.9f), new Exit("late/logits", 0.3f, 0.5f)),
        spec.model().exits());
    assertEquals(spec, ModelFile.parse("written", ModelFile.text(spec), List.of()).spec());
  }

  @Test
  void aPathNamesAnExitByItsLayer() {
    String exits = "exit { layer: \"early\" } exit { layer: \"late/logits\" }";
    ModelSpec spec =
        parse(CLASSES + exits, "exit[early].confidence=0.25", "exit[1].loss_weight=2").spec();
    assertEquals(
        List.of(new Exit("early", 1, 0.25f), new Exit("late/logits", 2, 0.9f)),
        spec.model().exits());
  }

  @Test
  void countsWhatAnExitNeeds() {
    String exits = "exit { layer: \"early\" } exit { layer: \"late/logits\" }";
    Network network = Network.of(parse(CLASSES + exits).spec().model(), Map.of());
    double all = 4 * 3 + 4 * 5 + 5 * 3 + 5 * 3;
    assertEquals(List.of(4 * 3 / all, (all - 5 * 3) / all), network.exitShares());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit {}                                            | model:8:1: exit must name a layer
          exit { layer: "erly" }                             | did you mean "early"
          exit { layer: "early" loss_weight: 0 }             | loss_weight must be positive, was 0
          exit { layer: "early" confidence: 1.5 }            | confidence must be above 0 and at most 1
          exit { layer: "early" } exit { layer: "early" }    | exit must name each layer once
          """)
  void namesTheFieldThatIsWrong(String exits, String message) {
    var error = assertThrows(SpecException.class, () -> parse(CLASSES + exits));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @Test
  void needProbabilities() {
    var error =
        assertThrows(SpecException.class, () -> parse(NUMBERS + "exit { layer: \"early\" }"));
    assertTrue(error.getMessage().contains("loss of classes"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit { layer: "hidden" }                              | [3], was hidden; write one of [early, late/logits]
          exit { layer: "last" }                                | a layer before the last
          exit { layer: "late" }                                | was late; write one of
          exit { layer: "late/logits" } exit { layer: "early" } | write the earliest first
          """)
  void standForTheOutput(String exits, String message) {
    var model = parse(CLASSES + exits).spec().model();
    var error = assertThrows(IllegalArgumentException.class, () -> Network.of(model, Map.of()));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
