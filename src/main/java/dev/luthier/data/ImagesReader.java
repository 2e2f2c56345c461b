package dev.luthier.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Reads a directory of JPEG and PNG images, decoding them side by side, or leaves them there. */
final class ImagesReader {

  static final List<String> SUFFIXES = List.of(".jpg", ".jpeg", ".png");

  private final Path directory;
  private final ImagesFormat format;
  private final Streaming streaming;

  ImagesReader(Path directory, ImagesFormat format, Streaming streaming) {
    this.directory = directory;
    this.format = format;
    this.streaming = streaming;
  }

  /**
   * The format with what a trained model says of the size, where the user says nothing.
   *
   * @param shape of the tensors that were trained on
   */
  static ImagesFormat trained(ImagesFormat format, List<Integer> shape) {
    if (format.height() > 0 || format.width() > 0 || shape.size() != 3 || shape.get(2) % 2 == 0) {
      return format;
    }
    return new ImagesFormat(shape.get(0), shape.get(1), Math.min(shape.get(2), 3));
  }

  Samples read() {
    ClassFolders folders = ClassFolders.find(directory, SUFFIXES);
    List<Path> files = folders.files();
    ImageSize first = size(files.get(0));
    int height = format.height() > 0 ? format.height() : first.height();
    int width = format.width() > 0 ? format.width() : first.width();
    if ((long) height * width > Pixels.MOST_PIXELS) {
      throw new DataException(
          files.get(0)
              + ": images of "
              + height
              + " by "
              + width
              + " pixels are too large; write height and width in a data file");
    }
    List<Integer> shape = List.of(height, width, format.channels());
    int imageBytes = Math.toIntExact(Tensors.values(shape));
    if (streaming.streams((long) files.size() * imageBytes)) {
      // Before training begins, one image at least is decoded.
      pixels(files.get(0));
      StoredImages stored =
          StoredImages.of(directory, files, new ImageSize(height, width, format.channels()));
      return new Samples(
          new StreamedTensors("pixels", shape, ElementType.UINT8, stored),
          folders.labels(),
          folders.testFiles());
    }
    ByteBuffer data = DirectBuffers.bytes((long) files.size() * imageBytes);
    IntStream.range(0, files.size())
        .parallel()
        .forEach(
            i -> data.put(i * imageBytes, pixels(files.get(i)).resized(height, width).values()));
    return new Samples(
        new Tensors("pixels", shape, ElementType.UINT8, 1, data),
        folders.labels(),
        folders.testFiles());
  }

  private ImageSize size(Path file) {
    try {
      return Pixels.size(DataFile.read(file), format.channels());
    } catch (IOException e) {
      throw DataFile.failure(file.toString(), e);
    }
  }

  private Pixels pixels(Path file) {
    try {
      return Pixels.decode(DataFile.read(file), format.channels());
    } catch (IOException e) {
      throw DataFile.failure(file.toString(), e);
    }
  }
}
