package dev.luthier.data;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
   * Refuses groups, which no example has: protobuf's parser would follow those within an entry of
   * the features to any depth, up to the end of the stack.
   *
   * @throws InvalidProtocolBufferException where there is one, or this is no example
   */
  static void requireNoGroups(byte[] example) throws IOException {
    for (ExampleBytes features : new ExampleBytes(0, example.length).all(example, FEATURES)) {
      for (ExampleBytes entry : features.all(example, ENTRY)) {
        entry.all(example, VALUE);
      }
    }
  }

  /**
   * Finds the values; empty where they are whole numbers, floats one by one, or in several parts.
   *
   * @param example of whose feature it is known that it has one string, or numbers
   */
  static Optional<ExampleBytes> find(byte[] example, String feature) throws IOException {
    Optional<ExampleBytes> features = new ExampleBytes(0, example.length).only(example, FEATURES);
    if (features.isEmpty()) {
      return Optional.empty();
    }
    Optional<ExampleBytes> found = Optional.empty();
    for (ExampleBytes entry : features.get().all(example, ENTRY)) {
      Optional<ExampleBytes> key = entry.only(example, KEY);
      if (key.isPresent() && key.get().text(example).equals(feature)) {
        found = entry.only(example, VALUE);
      }
    }
    if (found.isEmpty()) {
      return found;
    }
    Optional<ExampleBytes> list = found.get().only(example, BYTES_LIST);
    if (list.isEmpty()) {
      list = found.get().only(example, FLOAT_LIST);
    }
    return list.isEmpty() ? list : list.get().only(example, LIST_VALUE);
  }

  /** The field of a number among those with a length; empty where there are none or several. */
  private Optional<ExampleBytes> only(byte[] example, int field) throws IOException {
    List<ExampleBytes> all = all(example, field);
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  /** All fields of a number among those with a length. */
  private List<ExampleBytes> all(byte[] example, int field) throws IOException {
    CodedInputStream fields = CodedInputStream.newInstance(example, offset, length);
    List<ExampleBytes> found = new ArrayList<>();
    while (!fields.isAtEnd()) {
      int tag = fields.readTag();
      if (tag == tag(field)) {
        found.add(next(fields));
      } else if (isGroup(tag)) {
        throw new InvalidProtocolBufferException("a field is a group");
      } else {
        fields.skipField(tag);
      }
    }
    return found;
  }

  private static boolean isGroup(int tag) {
    int type = WireFormat.getTagWireType(tag);
    return type == WireFormat.WIRETYPE_START_GROUP || type == WireFormat.WIRETYPE_END_GROUP;
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
