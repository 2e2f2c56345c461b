package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  private static Dataset dataset(Features features) {
    return Dataset.of(
        "small",
        features,
        Optional.of(new Classes(List.of("no", "yes"), new int[features.samples()])),
        0,
        Scaling.DEFAULT);
  }

  private static CategoricalColumn column(String name, List<String> values) {
    List<String> vocabulary = values.stream().distinct().toList();
    return new CategoricalColumn(
        name, vocabulary, values.stream().mapToInt(vocabulary::indexOf).toArray());
  }

  private static FloatBuffer floats(double... values) {
    FloatBuffer buffer = DirectBuffers.floats(values.length);
    for (double value : values) {
      buffer.put((float) value);
    }
    return buffer.flip();
  }

  private static Tensors bytes(List<Integer> shape, float scale, int... values) {
    ByteBuffer data = DirectBuffers.bytes(values.length);
    for (int value : values) {
      data.put((byte) value);
    }
    return new Tensors("pixels", shape, ElementType.UINT8, scale, data.flip());
  }

  private static int[] rows(Dataset dataset) {
    return IntStream.range(0, dataset.samples()).toArray();
  }

  @Test
  void learnsWhatScikitLearnDoes() {
    JsonNode golden = Golden.part("preprocessing");
    List<Double> numbers = new ArrayList<>();
    golden
        .get("numbers")
        .forEach(
            row ->
                row.forEach(value -> numbers.add(value.isNull() ? Double.NaN : value.asDouble())));
    List<String> texts = new ArrayList<>();
    golden.get("texts").forEach(text -> texts.add(text.asText()));
    Dataset dataset =
        dataset(
            Table.of(
                6,
                List.of("a", "b", "c"),
                floats(numbers.stream().mapToDouble(Double::doubleValue).toArray()),
                List.of(column("t", texts))));
    Preprocessing learnt = Preprocessing.fit(dataset, rows(dataset), Scaling.DEFAULT);
    for (int i = 0; i < 3; i++) {
      NumericEncoding encoding = (NumericEncoding) learnt.features().get(i);
      double mean = golden.get("mean").get(i).asDouble();
      double stddev = golden.get("stddev").get(i).asDouble();
      assertEquals(mean, encoding.mean(), 1e-6 * Math.abs(mean));
      assertEquals(stddev, encoding.stddev(), 1e-6 * stddev);
      assertEquals(golden.get("missing").get(i).asDouble(), encoding.missing(), 1e-6 * 1e4);
    }
    List<String> vocabulary = new ArrayList<>();
    golden.get("vocabulary").forEach(text -> vocabulary.add(text.asText()));
    assertEquals(new CategoricalEncoding("t", vocabulary), learnt.features().get(3));
    assertEquals(List.of("no", "yes"), learnt.classNames());
    assertEquals(List.of(), learnt.targetNames());
  }

  @Test
  void learnsFromTrainingRowsAlone() {
    Dataset dataset =
        dataset(
            Table.of(
                4,
                List.of("a"),
                floats(1, 3, 1000, Double.NaN),
                List.of(column("t", List.of("x", "y", "unseen", "x")))));
    Preprocessing learnt = Preprocessing.fit(dataset, new int[] {0, 1}, Scaling.DEFAULT);
    assertEquals(
        List.of(new NumericEncoding("a", 2, 2, 1), new CategoricalEncoding("t", List.of("x", "y"))),
        learnt.features());
  }

  @Test
  void featuresStandInTheOrderOfTheColumns() {
    CategoricalColumn text = column("t", List.of("x", "y"));
    Dataset dataset =
        dataset(
            new Table(
                2, List.of("a", "t", "b"), List.of("a", "b"), floats(1, 2, 3, 4), List.of(text)));
    Preprocessing learnt = Preprocessing.fit(dataset, rows(dataset), Scaling.NONE);
    assertEquals(
        List.of(
            new NumericEncoding("a", 2, 0, 1),
            new CategoricalEncoding("t", List.of("x", "y")),
            new NumericEncoding("b", 3, 0, 1)),
        learnt.features());
    assertEquals(List.of("a", "t", "b"), ((Table) learnt.conform(dataset).features()).names());
  }

  @Test
  void scalingOfColumns() {
    Dataset dataset = dataset(Table.of(2, List.of("a"), floats(1, 3), List.of()));
    assertEquals(
        List.of(new NumericEncoding("a", 2, 0, 1)),
        Preprocessing.fit(dataset, rows(dataset), Scaling.NONE).features());
    assertEquals(
        List.of(new NumericEncoding("a", 2, 0, 255)),
        Preprocessing.fit(dataset, rows(dataset), Scaling.UNIT).features());
  }

  @Test
  void columnWithoutAnyNumberBecomesZero() {
    Dataset dataset = dataset(Table.of(2, List.of("a"), floats(Double.NaN, Double.NaN), List.of()));
    assertEquals(
        List.of(new NumericEncoding("a", 0, 0, 1)),
        Preprocessing.fit(dataset, rows(dataset), Scaling.DEFAULT).features());
  }

  private static TensorEncoding tensor(Tensors tensors, Scaling scaling) {
    Dataset dataset = dataset(tensors);
    return (TensorEncoding) Preprocessing.fit(dataset, rows(dataset), scaling).features().get(0);
  }

  @Test
  void scalingOfTensors() {
    Tensors plain = bytes(List.of(2), 1, 0, 255, 100, 51);
    Tensors declared = bytes(List.of(2), 0.0625f, 0, 16, 8, 4);
    assertEquals(1f / 255, tensor(plain, Scaling.DEFAULT).scale());
    assertEquals(1, tensor(plain, Scaling.NONE).scale());
    assertEquals(0.0625f, tensor(declared, Scaling.DEFAULT).scale());
    assertEquals(1f / 255, tensor(declared, Scaling.UNIT).scale());
    assertEquals(List.of(), tensor(plain, Scaling.DEFAULT).mean());
    FloatBuffer numbers = floats(1, 2);
    ByteBuffer data = DirectBuffers.bytes(8);
    data.asFloatBuffer().put(numbers);
    Tensors floats = new Tensors("x", List.of(2), ElementType.FLOAT32, 1, data);
    assertEquals(1, tensor(floats, Scaling.DEFAULT).scale());
  }

  @Test
  void standardizesEachChannel() {
    // Two samples of two pixels of two channels: the second channel is constant.
    Tensors tensors = bytes(List.of(1, 2, 2), 1, 0, 51, 255, 51, 0, 51, 255, 51);
    TensorEncoding encoding = tensor(tensors, Scaling.STANDARDIZE);
    assertEquals(0.5f, encoding.mean().get(0), 1e-6f);
    assertEquals(0.2f, encoding.mean().get(1), 1e-6f);
    assertEquals(List.of(0.5f, 1f), encoding.stddev());
  }

  private static final Preprocessing TRAINED =
      new Preprocessing(
          List.of(
              new NumericEncoding("a", 0, 0, 1),
              new NumericEncoding("b", 0, 0, 1),
              new CategoricalEncoding("t", List.of("x", "y"))),
          List.of("yes", "no"),
          List.of());

  @Test
  void conformsColumnsInAnyOrder() {
    Dataset other =
        Dataset.of(
            "other",
            Table.of(
                2,
                List.of("b", "extra", "a"),
                floats(1, 2, 3, 4, 5, 6),
                List.of(column("t", List.of("new", "y")))),
            Optional.of(new Classes(List.of("no", "yes"), new int[] {0, 1})),
            1,
            Scaling.NONE);
    Dataset conformed = TRAINED.conform(other);
    Table table = (Table) conformed.features();
    assertEquals(List.of("a", "b"), table.numericNames());
    assertArrayEquals(new double[] {3, 1, 6, 4}, Reading.values(table));
    assertEquals(List.of("x", "y"), table.categorical().get(0).vocabulary());
    assertArrayEquals(new int[] {-1, 1}, table.categorical().get(0).codes());
    assertArrayEquals(new int[] {1, 0}, Reading.ids(conformed));
    assertEquals(1, conformed.testSamples());
    assertEquals(other.digest(), conformed.digest());
  }

  private static String conformFailure(Preprocessing trained, Dataset other) {
    return assertThrows(DataException.class, () -> trained.conform(other)).getMessage();
  }

  @Test
  void saysWhatDoesNotConform() {
    CategoricalColumn text = column("t", List.of("x"));
    assertEquals(
        "small lacks the numeric column b, which the model was trained on",
        conformFailure(TRAINED, dataset(Table.of(1, List.of("a"), floats(1), List.of(text)))));
    assertEquals(
        "small has text in the column a, which was numeric in training",
        conformFailure(
            TRAINED,
            dataset(
                Table.of(1, List.of("b"), floats(1), List.of(text, column("a", List.of("x")))))));
    assertEquals(
        "small has no columns, but the model was trained on a table: a, b, t",
        conformFailure(TRAINED, dataset(bytes(List.of(1), 1, 1))));
    Preprocessing pixels =
        new Preprocessing(
            List.of(
                new TensorEncoding(
                    "pixels", List.of(2, 2), ElementType.UINT8, 1, 0, List.of(), List.of())),
            List.of("a"),
            List.of());
    assertEquals(
        "small has samples of shape [2], but the model was trained on [2, 2]",
        conformFailure(pixels, dataset(bytes(List.of(2), 1, 1, 2))));
    Dataset labelled =
        Dataset.of(
            "small",
            bytes(List.of(4), 1, 1, 2, 3, 4),
            Optional.of(new Classes(List.of("z"), new int[] {0})),
            0,
            Scaling.DEFAULT);
    assertEquals(
        "small: label z at sample 0 is outside the classes a", conformFailure(pixels, labelled));
  }

  @Test
  void convertsBetweenBytesAndFloatsWhereNothingIsLost() {
    TensorEncoding floats =
        new TensorEncoding("x", List.of(2), ElementType.FLOAT32, 1, 0, List.of(), List.of());
    TensorEncoding bytes =
        new TensorEncoding("x", List.of(2), ElementType.UINT8, 1, 0, List.of(), List.of());
    List<String> classes = List.of("no", "yes");
    Dataset asFloats =
        new Preprocessing(List.of(floats), classes, List.of())
            .conform(dataset(bytes(List.of(2), 1, 3, 200)));
    assertArrayEquals(new double[] {3, 200}, Reading.values(asFloats.features()));
    Preprocessing trainedOnBytes = new Preprocessing(List.of(bytes), classes, List.of());
    assertArrayEquals(
        new double[] {3, 200}, Reading.values(trainedOnBytes.conform(asFloats).features()));
    ByteBuffer data = DirectBuffers.bytes(8);
    data.asFloatBuffer().put(floats(0, 0.5));
    assertEquals(
        "small has the value 0.5 at sample 0, but the model was trained on bytes, whole numbers"
            + " from 0 to 255",
        conformFailure(
            trainedOnBytes, dataset(new Tensors("x", List.of(2), ElementType.FLOAT32, 1, data))));
  }
}
