package dev.luthier.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a {@code .npz} file or a directory of {@code .npy} files. */
final class ArraysReader {

  private static final String SUFFIX = ".npy";
  private static final List<String> USUAL_FEATURES =
      List.of("x_train", "x", "images", "features", "data");
  private static final List<String> USUAL_LABELS = List.of("y_train", "y", "labels", "target");

  private final Path path;
  private final ArraysFormat format;

  ArraysReader(Path path, ArraysFormat format) {
    this.path = path;
    this.format = format;
  }

  /** Whether the directory has arrays in it. */
  static boolean accepts(Path directory) {
    return !Listing.files(directory, List.of(SUFFIX)).isEmpty();
  }

  Samples read() {
    try {
      if (Files.isDirectory(path)) {
        return read(directory());
      }
      try (ZipFile zip = new ZipFile(path.toFile())) {
        return read(archive(zip));
      }
    } catch (IOException e) {
      throw DataFile.failure(path.toString(), e);
    }
  }

  /** Reads one array. */
  private interface ArrayReader {
    NpyArray read() throws IOException;
  }

  private Map<String, ArrayReader> directory() {
    Map<String, ArrayReader> arrays = new TreeMap<>();
    for (Path file : Listing.files(path, List.of(SUFFIX))) {
      arrays.put(withoutSuffix(file.getFileName().toString()), () -> array(file));
    }
    return arrays;
  }

  private static NpyArray array(Path file) throws IOException {
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      return NpyArray.read(file.toString(), stream, Files.size(file));
    } catch (IOException e) {
      throw DataFile.failure(file.toString(), e);
    }
  }

  private Map<String, ArrayReader> archive(ZipFile zip) {
    Map<String, ArrayReader> arrays = new TreeMap<>();
    try {
      zip.stream()
          .filter(entry -> entry.getName().endsWith(SUFFIX))
          .forEach(entry -> arrays.put(withoutSuffix(entry.getName()), () -> array(zip, entry)));
    } catch (IllegalArgumentException e) {
      // What the library throws on names that are not UTF-8.
      throw new DataException(path + ": the archive is corrupt: " + e.getMessage(), e);
    }
    return arrays;
  }

  private NpyArray array(ZipFile zip, ZipEntry entry) throws IOException {
    String name = path + ": " + withoutSuffix(entry.getName());
    if (entry.getSize() > UnzippedStream.most(Files.size(path))) {
      throw UnzippedStream.refusal(name, Files.size(path));
    }
    try (CheckedInputStream stream =
        new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry)), new CRC32())) {
      NpyArray array = NpyArray.read(name, stream, entry.getSize());
      if (stream.read() >= 0 || stream.getChecksum().getValue() != entry.getCrc()) {
        throw new ZipException("the checksum does not match");
      }
      return array;
    } catch (IOException e) {
      throw DataFile.failure(name, e);
    }
  }

  private static String withoutSuffix(String name) {
    return name.substring(0, name.length() - SUFFIX.length());
  }

  private Samples read(Map<String, ArrayReader> arrays) throws IOException {
    Samples train =
        part(
            arrays,
            find(arrays, format.features(), USUAL_FEATURES, true).orElseThrow(),
            find(arrays, format.labels(), USUAL_LABELS, false));
    Optional<String> testFeatures = find(arrays, format.testFeatures(), List.of("x_test"), false);
    if (testFeatures.isEmpty()) {
      return train;
    }
    Samples test =
        part(
            arrays,
            testFeatures.get(),
            find(arrays, format.testLabels(), List.of("y_test"), false));
    return train.withTest(test, path.toString());
  }

  /** The array that was named, else the first of the usual names, whatever their case. */
  private Optional<String> find(
      Map<String, ArrayReader> arrays,
      Optional<String> named,
      List<String> usual,
      boolean required) {
    Optional<String> found =
        named.map(List::of).orElse(usual).stream()
            .flatMap(name -> arrays.keySet().stream().filter(name::equalsIgnoreCase))
            .findFirst();
    if (found.isEmpty() && (required || named.isPresent())) {
      throw new DataException(
          path
              + ": there is no array "
              + named.orElse(String.join(", ", usual))
              + "; the arrays are "
              + String.join(", ", arrays.keySet()));
    }
    return found;
  }

  private Samples part(
      Map<String, ArrayReader> arrays, String featuresName, Optional<String> labelsName)
      throws IOException {
    Tensors tensors = arrays.get(featuresName).read().tensors("features");
    if (labelsName.isEmpty()) {
      return new Samples(tensors, Optional.empty(), 0);
    }
    NpyArray labels = arrays.get(labelsName.get()).read();
    List<Integer> shape = labels.shape();
    if (shape.isEmpty()
        || shape.size() > 2
        || shape.contains(0)
        || shape.get(0) != tensors.samples()) {
      throw new DataException(
          path
              + ": the array "
              + labelsName.get()
              + " has shape "
              + shape
              + ", but "
              + featuresName
              + " has "
              + tensors.samples()
              + " samples");
    }
    int width = shape.size() == 2 ? shape.get(1) : 1;
    List<String> columns =
        width == 1
            ? List.of("target")
            : IntStream.range(0, width).mapToObj(i -> "target_" + i).toList();
    return new Samples(
        tensors,
        Optional.of(
            new Labels.Numbers(
                columns,
                labels.doubles(),
                Optional.empty(),
                sample -> path + ": " + labelsName.get() + "[" + sample + "]")),
        0);
  }
}
