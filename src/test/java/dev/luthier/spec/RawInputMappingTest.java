package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.data.Preprocessing;
import dev.luthier.data.RawInput;
import dev.luthier.data.TextEncoding;
import dev.luthier.data.TextVectorization;
import dev.luthier.nn.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class RawInputMappingTest {

  private static final String REST =
      """
      layer { name: "embedding" embedding { input_size: 10000 output_size: 2 } }
      layer { name: "pool" global_average_pool {} }
      layer { name: "logits" dense { units: 2 } }
      loss { softmax_cross_entropy {} }
      """;

  private static ModelSpec spec(String input, String... settings) {
    return ModelFile.parse(
            "m.textproto",
            "name: \"m\" input { name: \"text\" " + input + " }\n" + REST,
            List.of(settings))
        .spec();
  }

  private static RawInput raw(String input, String... settings) {
    return spec(input, settings).rawInputs().get("text");
  }

  @Test
  void textIsWordsWithoutPunctuationUnlessSaidOtherwise() {
    assertEquals(TextVectorization.of(10_000, 60), raw("text { length: 60 }"));
    assertEquals(
        new TextVectorization(500, 9, false, false, TextVectorization.Split.CHARACTERS),
        raw(
            "text { vocabulary_size: 500 length: 9 lower_case: false strip_punctuation: false"
                + " split: CHARACTERS }"));
  }

  @Test
  void isTunedByItsPath() {
    assertEquals(
        new TextVectorization(300, 7, true, false, TextVectorization.Split.CHARACTERS),
        raw(
            "text { length: 60 }",
            "input[text].text.vocabulary_size=300",
            "input[text].text.length=7",
            "input[text].text.strip_punctuation=false",
            "input[text].text.split=CHARACTERS"));
  }

  @Test
  void theShapeOfATextIsItsLength() {
    Network network = Network.of(spec("text { length: 60 }").model(), Map.of());
    assertEquals(Shape.of(60, 2), network.nodes().get(0).outputShape());
  }

  @Test
  void writesWhatItReads() {
    TextVectorization characters =
        new TextVectorization(500, 9, false, false, TextVectorization.Split.CHARACTERS);
    ModelSpec spec =
        spec("text { vocabulary_size: 500 length: 9 lower_case: false strip_punctuation: false"
                + " split: CHARACTERS }")
            .withPreprocessing(
                new Preprocessing(
                    List.of(
                        new TextEncoding(
                            "review", "text", characters, List.of("e", " ", "\"", "\u4e2d", "\n"))),
                    List.of("no", "yes"),
                    List.of()));
    String text = ModelFile.text(spec);
    assertEquals(spec, ModelFile.parse("written", text, List.of()).spec(), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text {}|1:32: length must be how many tokens of a text are used, was 0; write such as"
            + " length: 60",
        "text { length: 3 vocabulary_size: 2 }|1:49: vocabulary_size must be at least 3, since"
            + " padding and unknown tokens count too, was 2; write such as vocabulary_size: 10000",
        "shape: 3 text { length: 3 }|1:32: shape of a text input follows from its length, was [3];"
            + " leave it out",
        "text { length: 3 vocabulary_size: 10001 }|2:39: input_size must be at least the"
            + " vocabulary_size of the text input text, which is 10001, was 10000; write"
            + " input_size: 10001"
      })
  void saysWhereAndWhatIsWrong(String input, String problem) {
    SpecException e = assertThrows(SpecException.class, () -> spec(input));
    assertEquals("m.textproto:" + problem, e.getMessage());
  }
}
