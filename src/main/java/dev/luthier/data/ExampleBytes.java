package dev.luthier.data;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where in a serialized {@code tf.train.Example} the values of a feature lie as they are: the one
 * string of a bytes list, or the packed numbers of a float list.
 *
 * @param offset from the start of the example
 * @param length in bytes
 */
record ExampleBytes(int offset, int length) {

  private static final int FEATURES = 1;
  private static final int ENTRY = 1;
  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final int BYTES_LIST = 1;
  private static final int FLOAT_LIST = 2;
  private static final int LIST_VALUE = 1;

  /**
   * Finds the values; empty where they are whole numbers, or floats one by one.
   *
   * @param example of whose feature it is known that it has one string, or numbers
   */
  static Optional<ExampleBytes> find(byte[] example, String feature) throws IOException {
    ExampleBytes all = new ExampleBytes(0, example.length);
    Optional<ExampleBytes> features = all.last(example, FEATURES);
    if (features.isEmpty()) {
      return Optional.empty();
    }
    CodedInputStream entries = features.get().open(example);
    Optional<ExampleBytes> found = Optional.empty();
    while (!entries.isAtEnd()) {
      int tag = entries.readTag();
      if (tag != tag(ENTRY)) {
        entries.skipField(tag);
        continue;
      }
      ExampleBytes entry = features.get().next(entries);
      Optional<ExampleBytes> key = entry.last(example, KEY);
      if (key.isPresent() && key.get().text(example).equals(feature)) {
        found = entry.last(example, VALUE);
      }
    }
    if (found.isEmpty()) {
      return found;
    }
    Optional<ExampleBytes> list = found.get().last(example, BYTES_LIST);
    if (list.isEmpty()) {
      list = found.get().last(example, FLOAT_LIST);
    }
    return list.isEmpty() ? list : list.get().last(example, LIST_VALUE);
  }

  /** The last field of a number among those with a length. */
  private Optional<ExampleBytes> last(byte[] example, int field) throws IOException {
    CodedInputStream fields = open(example);
    Optional<ExampleBytes> found = Optional.empty();
    while (!fields.isAtEnd()) {
      int tag = fields.readTag();
      if (tag == tag(field)) {
        found = Optional.of(next(fields));
      } else {
        fields.skipField(tag);
      }
    }
    return found;
  }

  private CodedInputStream open(byte[] example) {
    return CodedInputStream.newInstance(example, offset, length);
  }

  /** The field that the stream stands before, skipped. */
  private ExampleBytes next(CodedInputStream fields) throws IOException {
    int size = fields.readRawVarint32();
    ExampleBytes field = new ExampleBytes(offset + fields.getTotalBytesRead(), size);
    fields.skipRawBytes(size);
    return field;
  }

  private String text(byte[] example) {
    return new String(example, offset, length, StandardCharsets.UTF_8);
  }

  private static int tag(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
