package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {

  private static final double NAN = Double.NaN;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("data.csv");
  }

  private Dataset read(String text) {
    return Reading.classes(Reading.write(file, text));
  }

  private String failure(String text) {
    return Reading.failure(Reading.write(file, text));
  }

  private String failure(String text, TableFormat format) {
    return Reading.failure(Reading.write(file, text), format);
  }

  private static TableFormat format(List<String> label, List<String> ignore, List<String> text) {
    return new TableFormat(
        label, ignore, text, ',', true, TableFormat.DEFAULT_MISSING, Optional.empty());
  }

  @Test
  void readsNumbersTextAndMissingValues() {
    Dataset dataset =
        read(
            """
            age,"town, or village",height,label
            3,"Rot""terdam",1.5e1,b
            ,Delft,-.5,a
            NA, ? ,+2,b
            7,Delft,NaN,b
            """);
    Table table = (Table) dataset.features();
    assertEquals(List.of("age", "height"), table.numericNames());
    assertArrayEquals(new double[] {3, 15, NAN, -.5, NAN, 2, 7, NAN}, Reading.values(table));
    CategoricalColumn town = table.categorical().get(0);
    assertEquals("town, or village", town.name());
    assertEquals(List.of("Rot\"terdam", "Delft"), town.vocabulary());
    assertArrayEquals(new int[] {0, 1, -1, 1}, town.codes());
    assertEquals(List.of("a", "b"), ((Classes) dataset.targets().orElseThrow()).names());
    assertArrayEquals(new int[] {1, 0, 1, 1}, Reading.ids(dataset));
    assertEquals(0, dataset.testSamples());
  }

  @Test
  void readsGzipAndByteOrderMarkAndWindowsLines() {
    byte[] text = "\uFEFFx,label\r\n1,0\r\n2,1\r\n".getBytes(StandardCharsets.UTF_8);
    Path zipped = Reading.write(directory.resolve("data.csv.gz"), Reading.gzipped(text));
    Dataset dataset = Reading.classes(zipped);
    assertEquals(List.of("x"), ((Table) dataset.features()).numericNames());
    assertArrayEquals(new int[] {0, 1}, Reading.ids(dataset));
    assertEquals(
        dataset.digest(), Reading.classes(Reading.write(file, text)).digest(), "same contents");
  }

  @Test
  void wholeNumberLabelsAreOrderedAsNumbers() {
    Dataset dataset = read("x,class\n1,10\n2,9\n3,0\n4,10\n");
    assertEquals(List.of("0", "9", "10"), ((Classes) dataset.targets().orElseThrow()).names());
    assertArrayEquals(new int[] {2, 1, 0, 2}, Reading.ids(dataset));
  }

  @Test
  void lastColumnIsTheLabelWithoutAUsualName() {
    assertEquals(List.of("x"), ((Table) read("x,kind\n1,a\n2,b\n").features()).numericNames());
  }

  @Test
  void readsSeveralValuesToPredict() {
    Reading.write(file, "u,x,v\n1,5,2\n3,6,4\n");
    Dataset dataset =
        Reading.read(file, format(List.of("v", "u"), List.of(), List.of()), TargetKind.VALUES);
    Values values = (Values) dataset.targets().orElseThrow();
    assertEquals(List.of("v", "u"), values.names());
    assertArrayEquals(new float[] {2, 1, 4, 3}, values.values());
  }

  @Test
  void optionsChooseColumns() {
    Reading.write(file, "id;zip;x;y\n7;1234;1;a\n8;1235;2;b\n");
    Dataset dataset =
        Reading.read(
            file,
            new TableFormat(
                List.of("y"),
                List.of("id"),
                List.of("zip"),
                ';',
                true,
                List.of(),
                Optional.empty()),
            TargetKind.CLASSES);
    Table table = (Table) dataset.features();
    assertEquals(List.of("x"), table.numericNames());
    assertEquals(List.of("1234", "1235"), table.categorical().get(0).vocabulary());
  }

  @Test
  void readsWithoutHeader() {
    Reading.write(file, "1,2,a\n3,4,b\n");
    TableFormat headless =
        new TableFormat(List.of(), List.of(), List.of(), ',', false, List.of(), Optional.empty());
    Dataset dataset = Reading.read(file, headless, TargetKind.CLASSES);
    assertEquals(List.of("column_1", "column_2"), ((Table) dataset.features()).numericNames());
    assertEquals(2, dataset.samples());
  }

  @Test
  void joinsColumnsIntoATensor() {
    Reading.write(file, "label,a,b,c,d\n1,0,255,3,4\n0,5,6,7,8\n");
    TableFormat tensor =
        TableFormat.standard().withTensor(new TensorColumns("pixels", List.of(2, 2), true, 0.5f));
    Tensors tensors = Reading.tensors(Reading.read(file, tensor, TargetKind.CLASSES));
    assertEquals(List.of(2, 2), tensors.shape());
    assertEquals(ElementType.UINT8, tensors.type());
    assertEquals(0.5f, tensors.scale());
    assertArrayEquals(new double[] {0, 255, 3, 4, 5, 6, 7, 8}, Reading.values(tensors));
    assertEquals(
        "data.csv:2: column b is 256, but bytes are whole numbers from 0 to 255; leave bytes out"
            + " for others",
        failure("label,a,b,c,d\n1,0,256,3,4\n", tensor));
    assertEquals(
        "data.csv:2: column c is missing, but a tensor has to be complete",
        failure("label,a,b,c,d\n1,0,1,,4\n", tensor));
    assertEquals(
        "data.csv:2: column c has \"x\" where a number belongs",
        failure("label,a,b,c,d\n1,0,1,x,4\n", tensor));
    assertEquals(
        "the tensor pixels of shape [2, 2] takes 4 columns, but the table has 3 feature columns,"
            + " from a to c",
        failure("label,a,b,c\n1,0,1,2\n", tensor));
  }

  @Test
  void testPartComesFromAFileOfItsOwn() {
    Reading.write(file, "x,t,label\n1,a,no\n2,b,yes\n");
    Path test = Reading.write(directory.resolve("test.csv"), "label,t,x\nyes,c,3\n");
    Dataset dataset = readWithTest(test);
    assertEquals(1, dataset.testSamples());
    assertArrayEquals(new int[] {2}, dataset.testRows());
    assertArrayEquals(new double[] {1, 2, 3}, Reading.values(dataset.features()));
    assertArrayEquals(
        new int[] {0, 1, 2}, ((Table) dataset.features()).categorical().get(0).codes());
    assertArrayEquals(new int[] {0, 1, 1}, Reading.ids(dataset));
    Reading.write(test, "label,x\nyes,3\n");
    assertEquals(
        "test.csv:1: the column t of the training part is missing",
        Reading.message(() -> readWithTest(test), file));
  }

  private Dataset readWithTest(Path test) {
    DataDescription plain = DataDescription.of(file.toString());
    return new DataReader(directory)
        .read(
            new DataDescription(
                plain.path(),
                Optional.of(test.toString()),
                0,
                plain.validationFraction(),
                plain.stratify(),
                plain.splitSeed(),
                plain.scaling(),
                plain.format(),
                plain.streaming()),
            ReadOptions.training(TargetKind.CLASSES));
  }

  private static final Preprocessing TRAINED =
      new Preprocessing(
          List.of(
              new NumericEncoding("age", 0, 0, 1),
              new CategoricalEncoding("code", List.of("1", "2", "x"))),
          List.of("no", "yes"),
          List.of());

  @Test
  void readsInTheTrainedLayout() {
    Reading.write(file, "code,label,extra,age\n2,yes,q,\n1,no,q,\n");
    Dataset dataset = Reading.read(file, ReadOptions.evaluation(TargetKind.CLASSES, TRAINED));
    Table table = (Table) dataset.features();
    assertEquals(List.of("age"), table.numericNames());
    assertArrayEquals(new double[] {NAN, NAN}, Reading.values(table));
    assertArrayEquals(new int[] {1, 0}, table.categorical().get(0).codes());
    assertArrayEquals(new int[] {1, 0}, Reading.ids(dataset));
  }

  @Test
  void trainedLayoutBringsItsOwnErrors() {
    ReadOptions evaluation = ReadOptions.evaluation(TargetKind.CLASSES, TRAINED);
    Reading.write(file, "age,code,label\n1,x,maybe\n");
    assertEquals(
        "data.csv:2: label maybe is outside the 2 classes no, yes",
        Reading.message(() -> Reading.read(file, evaluation), file));
    Reading.write(file, "age,code,label\n1,x,no\nold,x,no\n");
    assertEquals(
        "data.csv:3: column age has \"old\" where a number belongs",
        Reading.message(() -> Reading.read(file, evaluation), file));
    Reading.write(file, "code,label\nx,no\n");
    assertEquals(
        "data.csv:1: the column age is missing, which the model was trained on",
        Reading.message(() -> Reading.read(file, evaluation), file));
    Reading.write(file, "age,code\n1,x\n");
    assertTrue(
        Reading.message(() -> Reading.read(file, evaluation), file)
            .endsWith("there are no labels, which the model's loss needs"));
  }

  @Test
  void predictionNeedsNoLabels() {
    ReadOptions prediction = ReadOptions.prediction(TargetKind.CLASSES, TRAINED);
    Reading.write(file, "age,code\n1,x\n2,1\n");
    Dataset dataset = Reading.read(file, prediction);
    assertEquals(2, dataset.samples());
    assertTrue(dataset.targets().isEmpty());
    Reading.write(file, "age,code,label\n1,x,\n2,1,yes\n");
    assertTrue(Reading.read(file, prediction).targets().isEmpty());
    Reading.write(file, "age,code,label\n1,x,never seen\n");
    assertTrue(Reading.read(file, prediction).targets().isEmpty());
  }

  @Test
  void modelTrainedOnATensorTakesAPlainTable() {
    Preprocessing trained =
        new Preprocessing(
            List.of(
                new TensorEncoding(
                    "pixels", List.of(1, 2), ElementType.UINT8, 1, 0, List.of(), List.of())),
            List.of("0", "1"),
            List.of());
    Reading.write(file, "a,b\n1,2\n");
    Dataset dataset = Reading.read(file, ReadOptions.prediction(TargetKind.CLASSES, trained));
    assertArrayEquals(new double[] {1, 2}, Reading.values(dataset.features()));
    Reading.write(file, "a,b,label\n1,2,1\n");
    assertArrayEquals(
        new int[] {1},
        Reading.ids(Reading.read(file, ReadOptions.evaluation(TargetKind.CLASSES, trained))));
  }

  @Test
  void badFilesAreNamedWithTheirLine() {
    assertEquals(
        "data.csv:3: the line has 4 fields, but the first has 3; mend it, and quote values that"
            + " have the separator in them",
        failure("a,b,label\n1,2,x\n1,2,3,x\n"));
    assertEquals(
        "data.csv:4: the line has 2 fields, but the first has 3; mend it, and quote values that"
            + " have the separator in them",
        failure("a,b,label\n\"1\n\",2,x\n1,2\n"));
    assertEquals(
        "data.csv: the file is empty; it must have a line of columns' names and one a sample",
        failure(""));
    assertEquals("data.csv:1: there is no row below the header", failure("a,label\n"));
    assertEquals(
        "data.csv:1: the column a is there twice; rename one", failure("a,a,label\n1,2,x\n"));
    assertEquals(
        "data.csv:2: x is the only class there is; is this the right column or directory?",
        failure("a,label\n1,x\n2,x\n"));
    assertEquals(
        "data.csv:3: the label label is missing; fill it in, or remove the line",
        failure("a,label\n1,x\n2,\n"));
    assertEquals(
        "data.csv:3: column a is Infinity, which is no finite number; correct it, or leave it"
            + " empty where it is missing",
        failure("a,label\n1,x\nInfinity,y\n"));
    assertEquals(
        "data.csv:2: column a is 1e39, which is no finite number; correct it, or leave it empty"
            + " where it is missing",
        failure("a,label\n1e39,x\n"));
    assertEquals(
        "data.csv:1: no column is left as a feature beside label",
        failure("label\nx\n", TableFormat.standard().withLabel("label")));
    assertEquals(
        "data.csv:1: there is no column z, which label names; the columns are a, label",
        failure("a,label\n1,x\n", TableFormat.standard().withLabel("z")));
    assertTrue(
        failure("a,label\n1,x\n", format(List.of(), List.of("b"), List.of()))
            .startsWith("data.csv:1: there is no column b, which ignore names"));
  }

  @Test
  void notANumberIsNoValueToPredict() {
    Reading.write(file, "x,label\n1,2.5\n2,much\n");
    assertEquals(
        "data.csv:3: label \"much\" is not a number, which the model's loss wants; use a loss for"
            + " classes, or name another label column",
        Reading.message(() -> Reading.read(file, TargetKind.VALUES), file));
  }

  @Test
  void unreadableFilesAreNamed() {
    Reading.write(file, "a,label\n\u00e9,x\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("data.csv: the text is not UTF-8; save it as UTF-8", Reading.failure(file));
    byte[] zipped = Reading.gzipped("a,label\n1,x\n2,y\n".getBytes(StandardCharsets.UTF_8));
    Path gzip =
        Reading.write(directory.resolve("data.csv.gz"), Arrays.copyOf(zipped, zipped.length - 9));
    assertEquals("data.csv.gz: the file ends too early; it is truncated", Reading.failure(gzip));
    zipped[12] ^= 0x55;
    Reading.write(gzip, zipped);
    assertTrue(Reading.failure(gzip).startsWith("data.csv.gz: "));
    assertTrue(Files.exists(gzip));
  }

  /** A heap that is too small is no fault of the file. */
  @Test
  void whatJavaLacksIsNotBlamedOnTheFile() {
    OutOfMemoryError lack = new OutOfMemoryError("Java heap space");
    InputStream noMore =
        new InputStream() {
          @Override
          public int read() {
            throw lack;
          }

          @Override
          public int read(byte[] bytes, int start, int length) {
            throw lack;
          }
        };
    DataFile source =
        new DataFile(
            "data.csv",
            () ->
                new SequenceInputStream(
                    new ByteArrayInputStream("a,label\n1,x\n".getBytes(StandardCharsets.UTF_8)),
                    noMore));
    assertSame(
        lack,
        assertThrows(
            OutOfMemoryError.class,
            () -> new CsvRows(source, TableFormat.standard()).forEach((line, fields) -> {})));
  }
}
