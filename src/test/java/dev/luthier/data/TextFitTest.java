package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFitTest {

  private static final TextVectorization WORDS = TextVectorization.of(100, 4);

  private static CategoricalColumn column(String name, String... values) {
    List<String> vocabulary =
        List.of(values).stream().filter(value -> !value.isEmpty()).distinct().toList();
    return new CategoricalColumn(
        name, vocabulary, List.of(values).stream().mapToInt(vocabulary::indexOf).toArray());
  }

  private static Dataset dataset(List<String> numbers, CategoricalColumn... columns) {
    int rows = columns.length == 0 ? 4 : columns[0].codes().length;
    return Dataset.of(
        "films",
        Table.of(
            rows, numbers, DirectBuffers.floats((long) rows * numbers.size()), List.of(columns)),
        Optional.of(new Classes(List.of("no", "yes"), new int[rows])),
        0,
        Scaling.DEFAULT);
  }

  private static TextEncoding fit(
      TextVectorization vectorization, int[] rows, CategoricalColumn... columns) {
    return Preprocessing.fit(
            dataset(List.of(), columns), rows, Scaling.DEFAULT, Map.of("text", vectorization))
        .texts()
        .get(0);
  }

  @Test
  void numbersByFrequencyInTheTrainingRowsAlone() {
    CategoricalColumn column =
        column("text", "b a. A", "b c", "b c", "", "unseen unseen unseen unseen");
    TextEncoding encoding = fit(WORDS, new int[] {0, 1, 2, 3}, column);
    // b three times; a and c twice, in alphabetical order.
    assertEquals(List.of("b", "a", "c"), encoding.vocabulary());
    assertArrayEquals(
        new int[] {2, 3, 3, 0, 2, 4, 0, 0, 2, 4, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1},
        encoding.numbers(column));
  }

  @Test
  void keepsTheMostFrequentTokens() {
    CategoricalColumn column = column("text", "x x x y y z z w");
    assertEquals(
        List.of("x", "y"), fit(TextVectorization.of(4, 4), new int[] {0}, column).vocabulary());
  }

  @Test
  void cutsIntoCharacters() {
    CategoricalColumn column = column("text", "\ud83d\ude00A \ud83d\ude00");
    TextVectorization characters =
        new TextVectorization(10, 4, false, true, TextVectorization.Split.CHARACTERS);
    assertEquals(
        List.of("\ud83d\ude00", " ", "A"), fit(characters, new int[] {0}, column).vocabulary());
  }

  @Test
  void takesTheColumnOfTheInputsNameOrTheOnlyOne() {
    CategoricalColumn other = column("other", "x");
    assertEquals("text", fit(WORDS, new int[] {0}, other, column("text", "y")).name());
    TextEncoding only = fit(WORDS, new int[] {0}, other);
    assertEquals("other", only.name());
    assertEquals("text", only.input());
  }

  @Test
  void otherColumnsStayWhatTheyAre() {
    Preprocessing learnt =
        Preprocessing.fit(
            dataset(List.of("year"), column("text", "y"), column("genre", "drama")),
            new int[] {0},
            Scaling.NONE,
            Map.of("text", WORDS));
    assertEquals(
        List.of(
            new NumericEncoding("year", 0, 0, 1),
            new CategoricalEncoding("genre", List.of("drama"))),
        learnt.others());
  }

  @Test
  void saysWhatIsWrongWithTheColumns() {
    assertProblem(
        "films has no column of text, which the model's input text takes; give the model data with"
            + " one",
        dataset(List.of("year")));
    assertProblem(
        "films has numbers in the column text, which the model takes as text; describe the data in"
            + " a .textproto with table { categorical: \"text\" }",
        dataset(List.of("text")));
    assertProblem(
        "films has the columns of text title, review, none of them called text; give each of the"
            + " model's text inputs the name of its column",
        dataset(List.of(), column("title", "x"), column("review", "y")));
    assertProblem(
        "films has no word in the column text of the training rows",
        dataset(List.of(), column("text", "!", "", "?", ".")));
    Tensors pixels =
        new Tensors("pixels", List.of(1), ElementType.UINT8, 1, ByteBuffer.allocateDirect(4));
    assertProblem(
        "films has no columns, but the model's input text takes text; give it a .csv file with a"
            + " column of text",
        Dataset.of("films", pixels, Optional.empty(), 0, Scaling.DEFAULT));
  }

  private static void assertProblem(String expected, Dataset dataset) {
    DataException e =
        assertThrows(
            DataException.class,
            () ->
                Preprocessing.fit(
                    dataset, new int[] {0, 1, 2, 3}, Scaling.DEFAULT, Map.of("text", WORDS)));
    assertEquals(expected, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"2,4,vocabulary_size must be at least 3", "3,0,length must be"})
  void refusesWhatIsNoText(int vocabularySize, int length, String problem) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TextVectorization.of(vocabularySize, length));
    assertTrue(e.getMessage().startsWith(problem), e.getMessage());
  }
}
