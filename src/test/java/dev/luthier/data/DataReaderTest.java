package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReaderTest {

  @TempDir private Path directory;

  private Dataset read(DataDescription description, TargetKind kind) {
    return new DataReader(directory).read(description, ReadOptions.training(kind));
  }

  private String failure(String path) {
    return Reading.message(
        () -> read(DataDescription.of(path), TargetKind.CLASSES), directory.resolve("any"));
  }

  @Test
  void irisIsShippedToBeUsedAsItIs() {
    Dataset iris = read(DataDescription.of("iris"), TargetKind.CLASSES);
    assertEquals(150, iris.samples());
    assertEquals(Scaling.NONE, iris.scaling());
    assertEquals(
        List.of("sepal_length", "sepal_width", "petal_length", "petal_width"),
        ((Table) iris.features()).numericNames());
    assertEquals(
        List.of("setosa", "versicolor", "virginica"),
        ((Classes) iris.targets().orElseThrow()).names());
    assertEquals(
        Scaling.STANDARDIZE,
        read(DataDescription.of("iris").withScaling(Scaling.STANDARDIZE), TargetKind.CLASSES)
            .scaling());
  }

  @Test
  void digitsAreShippedAsATensor() {
    Dataset digits = read(DataDescription.of("digits"), TargetKind.CLASSES);
    Tensors tensors = Reading.tensors(digits);
    assertEquals(1797, digits.samples());
    assertEquals("pixels", tensors.name());
    assertEquals(List.of(8, 8), tensors.shape());
    assertEquals(0.0625f, tensors.scale());
    assertEquals(5, tensors.data().get(2));
    assertEquals(10, ((Classes) digits.targets().orElseThrow()).names().size());
    assertNotEquals(
        digits.digest(), read(DataDescription.of("digits"), TargetKind.VALUES).digest());
  }

  @Test
  void digestIsThatOfTheContents() {
    String text = "x,label\n1,0\n2,1\n";
    Dataset first = Reading.classes(Reading.write(directory.resolve("a.csv"), text));
    Dataset second = Reading.classes(Reading.write(directory.resolve("b.csv"), text));
    Dataset other =
        Reading.classes(Reading.write(directory.resolve("c.csv"), text.replace('2', '3')));
    assertEquals(64, first.digest().length());
    assertEquals(first.digest(), second.digest());
    assertNotEquals(first.digest(), other.digest());
  }

  @Test
  void dataDirectoryComesFromTheEnvironment() {
    Path home = Path.of("/home/ada");
    assertEquals(Path.of("/home/ada/.luthier/data"), DataReader.dataDirectory(Map.of(), home));
    assertEquals(Path.of("/data"), DataReader.dataDirectory(Map.of("LUTHIER_DATA", "/data"), home));
  }

  @Test
  void whatCannotBeFoundIsNamed() {
    assertEquals(
        "mnist is not in the data directory "
            + directory
            + "; fetch it with: luthier data get mnist",
        failure("mnist"));
    assertEquals(
        "minst: there is no such file; the names of data sets are iris, digits, mnist,"
            + " fashion-mnist, cifar10",
        failure("minst"));
    assertEquals(
        "data.txt: the kind of data is unknown; files may end in .csv, .csv.gz, .npz, .tfrecord"
            + " or .tfrecord.gz",
        failure(Reading.write(directory.resolve("data.txt"), "x").toString()));
    assertEquals(
        "empty: the directory has neither IDX nor .npy files, nor directories of .jpg, .jpeg,"
            + " .png or .wav files for each class",
        failure(Reading.write(directory.resolve("empty/nothing.txt"), "x").getParent().toString()));
  }

  @Test
  void formatMustBeThatOfTheFile() {
    Path file = Reading.write(directory.resolve("data.csv"), "x,label\n1,0\n");
    assertEquals(
        "data.csv is a file and cannot be read as images",
        Reading.failure(file, ImagesFormat.standard()));
    assertEquals(
        "iris cannot be read as sounds",
        Reading.message(
            () ->
                read(
                    DataDescription.of("iris").withFormat(SoundsFormat.standard()),
                    TargetKind.CLASSES),
            file));
  }

  @Test
  void everyFormatHasAKindOfItsOwn() {
    Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
    for (DataFormat format :
        List.of(
            TableFormat.standard(),
            ArraysFormat.standard(),
            RecordsFormat.standard(),
            ImagesFormat.standard(),
            SoundsFormat.standard())) {
      kinds.add(FileKind.of(format));
    }
    assertEquals(DataFormat.class.getPermittedSubclasses().length, kinds.size());
  }

  @Test
  void numberedLabelsMeetTrainedClasses() {
    Path set = Golden.write(directory.resolve("x.npz"), Golden.part("archives").get("compressed"));
    TensorEncoding features =
        new TensorEncoding("features", List.of(4), ElementType.UINT8, 1, 0, List.of(), List.of());
    ReadOptions named =
        ReadOptions.evaluation(
            TargetKind.CLASSES,
            new Preprocessing(List.of(features), List.of("a", "b", "c"), List.of()));
    assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, Reading.ids(Reading.read(set, named)));
    ReadOptions numbered =
        ReadOptions.evaluation(
            TargetKind.CLASSES,
            new Preprocessing(List.of(features), List.of("2", "1", "0"), List.of()));
    assertArrayEquals(new int[] {2, 1, 0, 2, 1, 0}, Reading.ids(Reading.read(set, numbered)));
    ReadOptions fewer =
        ReadOptions.evaluation(
            TargetKind.CLASSES, new Preprocessing(List.of(features), List.of("a"), List.of()));
    assertEquals(
        "x.npz: y[1]: label 1 is outside the 1 classes a",
        Reading.message(() -> Reading.read(set, fewer), set));
  }
}
