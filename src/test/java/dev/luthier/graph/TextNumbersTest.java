package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.data.CategoricalColumn;
import dev.luthier.data.TextEncoding;
import dev.luthier.data.TextVectorization;
import dev.luthier.data.TextVectorization.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** The ops in a SavedModel number texts as training has numbered them. */
class TextNumbersTest {

  private static final int LENGTH = 6;

  private static final List<String> NASTY =
      List.of(
          "",
          " ",
          "\t\r\n\u000b\f",
          "  The  movie,\tthe\nMOVIE! ",
          "don't don\u2019t do-not [brackets] ^hat^ back\\slash under_score `tick`",
          "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'",
          "one two three four five six seven eight nine",
          "\u00c4rger \u00e4rger \u00c9T\u00c9 \u00e9t\u00e9 \u0130stanbul \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
          "no\u00a0break thin\u2009space ideographic\u3000space line\u2028separator next\u0085line",
          "\ud83d\ude00\ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69 e\u0301 \u0301 \ufeffbom",
          "\u4e2d\u6587\u5206\u8bcd \u65e5\u672c\u8a9e",
          "nul\u0000in the\u0000middle",
          "control\u0001\u0007\u001f\u007f characters",
          "\ufffd \uffff",
          "the",
          "a".repeat(5000) + " the");

  @ParameterizedTest
  @CsvSource({
    "true,true,WORDS",
    "false,true,WORDS",
    "true,false,WORDS",
    "false,false,WORDS",
    "true,true,CHARACTERS",
    "false,false,CHARACTERS"
  })
  void numbersAsTrainingDoes(boolean lowerCase, boolean stripPunctuation, Split split) {
    TextVectorization vectorization =
        new TextVectorization(1000, LENGTH, lowerCase, stripPunctuation, split);
    List<String> vocabulary = new ArrayList<>();
    vocabulary.addAll(
        List.of(
            "the", "movie", "movie,", "THE", "MOVIE", "dont", "don't", "don\u2019t", "\u00e4rger"));
    vocabulary.addAll(
        List.of(
            "\u00c9T\u00c9",
            "no\u00a0break",
            "\ud83d\ude00\ud83d\ude00",
            "e\u0301",
            "nul\u0000in"));
    vocabulary.addAll(
        List.of(
            "\u4e2d\u6587\u5206\u8bcd", "[brackets]", "^hat^", "back\\slash", "a".repeat(5000)));
    vocabulary.addAll(
        List.of(
            " ",
            "t",
            "T",
            "e",
            "\t",
            "!",
            "\\",
            "]",
            "\ud83d\ude00",
            "\u4e2d",
            "\u0301",
            "\u0000"));
    TextEncoding encoding = new TextEncoding("text", "text", vectorization, vocabulary);
    int[] expected = encoding.numbers(column(NASTY));
    Numbers numbers = run(encoding, NASTY);
    assertEquals(Shape.of(NASTY.size(), LENGTH), numbers.shape);
    int[] actual = numbers.values;
    for (int i = 0; i < NASTY.size(); i++) {
      assertArrayEquals(
          Arrays.copyOfRange(expected, i * LENGTH, (i + 1) * LENGTH),
          Arrays.copyOfRange(actual, i * LENGTH, (i + 1) * LENGTH),
          NASTY.get(i));
    }
  }

  @Test
  void findsEveryTokenOfALargeVocabulary() {
    List<String> vocabulary = IntStream.range(0, 20_000).mapToObj(i -> "word" + i).toList();
    TextEncoding encoding =
        new TextEncoding("text", "text", TextVectorization.of(20_002, 2), vocabulary);
    int[] actual = run(encoding, vocabulary).values;
    for (int i = 0; i < vocabulary.size(); i++) {
      assertEquals(TextVectorization.FIRST + i, actual[2 * i]);
      assertEquals(TextVectorization.PADDING, actual[2 * i + 1]);
    }
  }

  @Test
  void padsABatchWithoutATokenAlone() {
    TextEncoding encoding =
        new TextEncoding("text", "text", TextVectorization.of(10, 3), List.of("the"));
    assertArrayEquals(new int[6], run(encoding, List.of("", " ")).values);
  }

  private static CategoricalColumn column(List<String> texts) {
    return new CategoricalColumn("text", texts, IntStream.range(0, texts.size()).toArray());
  }

  // The array is only read.
  @SuppressWarnings("ArrayRecordComponent")
  private record Numbers(Shape shape, int[] values) {}

  private static Numbers run(TextEncoding encoding, List<String> texts) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TString> placeholder = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TInt32> numbers = new TextNumbers(encoding).of(tf, placeholder);
      assertEquals(encoding.vectorization().length(), numbers.shape().get(1));
      try (Tensor fed = TString.tensorOf(NdArrays.vectorOfObjects(texts.toArray(String[]::new)));
          Result result = session.runner().feed(placeholder, fed).fetch(numbers).run()) {
        TInt32 tensor = (TInt32) result.get(0);
        int[] values = new int[Math.toIntExact(tensor.size())];
        if (values.length > 0) {
          tensor.asRawTensor().data().asInts().read(values);
        }
        return new Numbers(tensor.shape(), values);
      }
    }
  }
}
