package dev.luthier.data;

import com.google.protobuf.ByteString;
import dev.luthier.data.proto.Feature;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Gathers one feature of many examples into tensors; the first example decides on the type. */
final class ExampleTensors {

  private static final long FIRST_SIZE = 1 << 16;

  private final String name;
  private GrowingBuffer data = new GrowingBuffer(FIRST_SIZE);
  private List<Integer> shape;
  private boolean someImages;
  private boolean noImages;
  private ElementType type;

  /**
   * @param name of the feature
   * @param shape of one sample; empty to take the first example's
   */
  ExampleTensors(String name, List<Integer> shape) {
    this.name = name;
    this.shape = shape;
  }

  /** Whether values that are added are kept, not only checked. */
  boolean keeps() {
    return data != null;
  }

  /** Bytes of the values that are kept. */
  long bytes() {
    return data.size();
  }

  /** Forgets the values, and only checks those to come. */
  void keepNoValues() {
    data = null;
  }

  /**
   * The values, or where they are.
   *
   * @param locations of the same examples
   */
  TensorFeatures result(RecordLocations locations) {
    if (keeps()) {
      return new Tensors(name, shape, type, 1, data.contents());
    }
    return new StreamedTensors(name, shape, type, locations.result(imageSize(), shape, type));
  }

  private Optional<ImageSize> imageSize() {
    return someImages
        ? Optional.of(new ImageSize(shape.get(0), shape.get(1), channels()))
        : Optional.empty();
  }

  void add(Feature feature, String place) {
    switch (feature.getKindCase()) {
      case FLOAT_LIST -> {
        List<Float> values = feature.getFloatList().getValueList();
        require(ElementType.FLOAT32, values.size(), place);
        values.forEach(value -> put(value, place));
      }
      case INT64_LIST -> {
        List<Long> values = feature.getInt64List().getValueList();
        require(ElementType.FLOAT32, values.size(), place);
        values.forEach(value -> put((float) value, place));
      }
      case BYTES_LIST -> {
        if (feature.getBytesList().getValueCount() != 1) {
          throw new DataException(place + ": the feature " + name + " must be one image");
        }
        addBytes(feature.getBytesList().getValue(0), place);
      }
      case KIND_NOT_SET -> throw new DataException(place + ": the feature " + name + " is empty");
    }
  }

  private void put(float value, String place) {
    if (keeps()) {
      data.put(value);
    } else if (!Float.isFinite(value)) {
      throw new DataException(
          place + ": the feature " + name + " has the value " + value + "; mend or remove it");
    }
  }

  private void require(ElementType wanted, int values, String place) {
    if (type == null) {
      type = wanted;
      shape = shape.isEmpty() ? List.of(Math.max(values, 1)) : shape;
    }
    if (type != wanted) {
      throw new DataException(
          place + ": the feature " + name + " is of another kind than in the first record");
    }
    if (values != Tensors.values(shape)) {
      throw new DataException(
          place
              + ": the feature "
              + name
              + " has "
              + values
              + " values, but the shape "
              + shape
              + " takes "
              + Tensors.values(shape));
    }
  }

  /** An encoded image, or the values of the shape as they are. */
  private void addBytes(ByteString bytes, String place) {
    boolean image = isImage(bytes);
    someImages |= image;
    noImages |= !image;
    if (!keeps() && someImages && noImages) {
      throw new DataException(
          place
              + ": the feature "
              + name
              + " is an encoded image in one record and raw bytes in another, which cannot be"
              + " streamed; write streaming: NEVER in a data file");
    }
    if (image && !keeps() && !shape.isEmpty()) {
      require(ElementType.UINT8, Math.toIntExact(Tensors.values(shape)), place);
      return;
    }
    byte[] values = image ? decoded(bytes, place) : bytes.toByteArray();
    require(ElementType.UINT8, values.length, place);
    if (keeps()) {
      data.put(values, 0, values.length);
    }
  }

  private int channels() {
    return shape.size() == 3 ? shape.get(2) : shape.size() == 2 ? 1 : 3;
  }

  private static boolean isImage(ByteString bytes) {
    boolean jpeg =
        bytes.size() > 4 && (bytes.byteAt(0) & 0xFF) == 0xFF && (bytes.byteAt(1) & 0xFF) == 0xD8;
    boolean png = bytes.size() > 4 && (bytes.byteAt(0) & 0xFF) == 0x89 && bytes.byteAt(1) == 'P';
    return jpeg || png;
  }

  private byte[] decoded(ByteString bytes, String place) {
    int channels = channels();
    if ((channels != 1 && channels != 3) || shape.size() == 1) {
      throw new DataException(
          place + ": an image cannot have the shape " + shape + "; write height, width, 1 or 3");
    }
    try {
      Pixels pixels = Pixels.decode(bytes.toByteArray(), channels);
      if (shape.isEmpty()) {
        shape = List.of(pixels.height(), pixels.width(), channels);
      }
      return pixels.resized(shape.get(0), shape.get(1)).values();
    } catch (IOException e) {
      throw new DataException(place + ": the image cannot be decoded: " + e.getMessage(), e);
    }
  }
}
