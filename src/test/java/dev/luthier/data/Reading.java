package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Reads small files as the program does. */
final class Reading {

  private static final DataReader READER = new DataReader(Path.of("no data directory"));

  private Reading() {}

  static Dataset classes(Path path) {
    return read(path, TargetKind.CLASSES);
  }

  static Dataset read(Path path, TargetKind kind) {
    return READER.read(DataDescription.of(path.toString()), ReadOptions.training(kind));
  }

  static Dataset read(Path path, DataFormat format, TargetKind kind) {
    return READER.read(
        DataDescription.of(path.toString()).withFormat(format), ReadOptions.training(kind));
  }

  static Dataset read(Path path, ReadOptions options) {
    return READER.read(DataDescription.of(path.toString()), options);
  }

  /** The message that reading ends with, without the file's directory. */
  static String failure(Path path) {
    return message(() -> classes(path), path);
  }

  static String failure(Path path, DataFormat format) {
    return message(() -> read(path, format, TargetKind.CLASSES), path);
  }

  static String message(Runnable reading, Path path) {
    String message = assertThrows(DataException.class, reading::run).getMessage();
    return message.replace(path.getParent() + "/", "");
  }

  static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] bytes) {
    try {
      // By itself this throws and catches an exception where the directory is there.
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectories(file.getParent());
      }
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzipped(byte[] bytes) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(zipped)) {
      stream.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  static int[] ids(Dataset dataset) {
    return ((Classes) dataset.targets().orElseThrow()).ids();
  }

  static Tensors tensors(Dataset dataset) {
    return (Tensors) dataset.features();
  }

  /** All values of the tensors or the numeric columns, bytes as numbers from 0 to 255. */
  static double[] values(Features features) {
    if (features instanceof Table table) {
      return doubles(table.numbers());
    }
    Tensors tensors = (Tensors) features;
    if (tensors.type() == ElementType.FLOAT32) {
      return doubles(tensors.data().asFloatBuffer());
    }
    double[] values = new double[tensors.data().remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensors.data().get(i) & 0xFF;
    }
    return values;
  }

  private static double[] doubles(FloatBuffer numbers) {
    double[] values = new double[numbers.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return values;
  }
}
