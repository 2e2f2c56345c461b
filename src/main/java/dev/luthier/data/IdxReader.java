package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a directory of IDX files as MNIST has them: {@code train-images-idx3-ubyte}, {@code
 * train-labels-idx1-ubyte} and the two of {@code t10k}, plain or with {@code .gz}.
 *
 * <p>The format: two zero bytes, a type (8 for bytes), the number of dimensions, each dimension in
 * four big-endian bytes, then the values.
 */
final class IdxReader {

  private static final int BYTES = 0x08;
  private static final int MOST_DIMENSIONS = 8;

  private IdxReader() {}

  /** Whether the directory has training images in this format. */
  static boolean accepts(Path directory) {
    return find(directory, "train", "images").isPresent();
  }

  static Samples read(Path directory) {
    Samples train =
        part(directory, "train")
            .orElseThrow(
                () ->
                    new DataException(
                        directory + ": there is no file train-images-idx3-ubyte or with .gz"));
    return part(directory, "t10k")
        .map(test -> train.withTest(test, directory.toString()))
        .orElse(train);
  }

  private static Optional<Samples> part(Path directory, String part) {
    Optional<Path> images = find(directory, part, "images");
    if (images.isEmpty()) {
      return Optional.empty();
    }
    Array pixels = array(images.get());
    List<Integer> shape = pixels.shape().subList(1, pixels.shape().size());
    Tensors tensors = new Tensors("pixels", shape, ElementType.UINT8, 1, pixels.data());
    Optional<Path> labels = find(directory, part, "labels");
    return Optional.of(
        new Samples(tensors, labels.map(file -> labels(file, images.get(), tensors.samples())), 0));
  }

  private static Labels labels(Path file, Path images, int samples) {
    Array array = array(file);
    if (array.shape().size() != 1) {
      throw new DataException(
          file + ": labels must have one dimension, these have " + array.shape());
    }
    if (array.shape().get(0) != samples) {
      throw new DataException(
          file
              + " has "
              + array.shape().get(0)
              + " labels, but "
              + images
              + " has "
              + samples
              + " images");
    }
    double[] ids = new double[samples];
    for (int i = 0; i < samples; i++) {
      ids[i] = array.data().get(i) & 0xFF;
    }
    return Labels.Numbers.ids(file.toString(), ids, Optional.empty());
  }

  private static Optional<Path> find(Path directory, String part, String kind) {
    String dimensions = kind.equals("images") ? "idx3" : "idx1";
    for (String joint : List.of("-", ".")) {
      for (String suffix : List.of("", ".gz")) {
        Path file = directory.resolve(part + "-" + kind + joint + dimensions + "-ubyte" + suffix);
        if (Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private record Array(List<Integer> shape, ByteBuffer data) {}

  private static Array array(Path path) {
    DataFile file = DataFile.of(path);
    try (InputStream stream = file.open()) {
      List<Integer> shape = header(path, stream);
      long size = Tensors.values(shape);
      StreamBuffer.requireRoom(size, path.toString());
      int headerBytes = 4 + 4 * shape.size();
      ByteBuffer data =
          !file.gzipped() && Files.size(path) == headerBytes + size
              ? mapped(path, headerBytes, size)
              : unzipped(path, stream, size);
      return new Array(shape, data);
    } catch (IOException e) {
      throw file.failure(e);
    } catch (ArithmeticException e) {
      throw new DataException(path + ": the dimensions in the header make no sense", e);
    }
  }

  private static List<Integer> header(Path path, InputStream stream) throws IOException {
    byte[] magic = stream.readNBytes(4);
    if (magic.length < 4) {
      throw new EOFException();
    }
    if (magic[0] != 0
        || magic[1] != 0
        || magic[2] != BYTES
        || magic[3] < 1
        || magic[3] > MOST_DIMENSIONS) {
      throw new DataException(
          String.format(
              "%s: the magic number is %02x%02x%02x%02x, but an IDX file of bytes starts with"
                  + " 000008 and the number of dimensions",
              path, magic[0], magic[1], magic[2], magic[3]));
    }
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < magic[3]; i++) {
      byte[] size = stream.readNBytes(4);
      if (size.length < 4) {
        throw new EOFException();
      }
      shape.add(ByteBuffer.wrap(size).getInt());
    }
    if (shape.stream().anyMatch(size -> size <= 0)) {
      throw new DataException(path + ": the dimensions " + shape + " must be positive");
    }
    return shape;
  }

  private static ByteBuffer mapped(Path path, int start, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return channel.map(MapMode.READ_ONLY, start, size);
    }
  }

  /** The rest of the stream, which must be of the size. Grows, as a header may promise anything. */
  private static ByteBuffer unzipped(Path path, InputStream stream, long size) throws IOException {
    ByteBuffer data = StreamBuffer.exactly(stream, size, path.toString());
    if (stream.read() >= 0) {
      throw new DataException(
          path + ": there is more in the file than the " + size + " values that its header says");
    }
    return data;
  }
}
