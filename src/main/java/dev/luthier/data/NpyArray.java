package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's {@code .npy} format, versions 1 to 3.
 *
 * @param name for messages
 * @param shape all dimensions
 * @param type of the values as stored
 * @param columnMajor whether the first index runs fastest (Fortran order)
 * @param data as stored, in the byte order of the file
 */
record NpyArray(String name, List<Integer> shape, Type type, boolean columnMajor, ByteBuffer data) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;

  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");
  private static final Pattern DTYPE = Pattern.compile("([<>|=])([a-z])([0-9]*)");

  /** Types of values that are numbers. */
  enum Type {
    B1(1),
    U1(1),
    U2(2),
    U4(4),
    U8(8),
    I1(1),
    I2(2),
    I4(4),
    I8(8),
    F2(2),
    F4(4),
    F8(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Reads an array to the end of the stream.
   *
   * @param size of the stream in bytes
   * @throws DataException when it is no array of numbers, or not of the size that its header says
   */
  static NpyArray read(String name, InputStream stream, long size) throws IOException {
    byte[] start = required(stream, 8);
    for (int i = 0; i < MAGIC.length; i++) {
      if (start[i] != MAGIC[i]) {
        throw new DataException(name + ": this is no .npy file; it does not start with \\x93NUMPY");
      }
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new DataException(
          name + ": .npy version " + version + " is not known; versions 1 to 3 are");
    }
    ByteBuffer length =
        ByteBuffer.wrap(required(stream, version == 1 ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = version == 1 ? length.getShort() & 0xFFFF : length.getInt();
    if (headerBytes < 0 || headerBytes > LONGEST_HEADER) {
      throw new DataException(
          name + ": the .npy header is corrupt; it says " + headerBytes + " bytes");
    }
    String header = new String(required(stream, headerBytes), StandardCharsets.UTF_8);
    long dataBytes = size - 8 - length.capacity() - headerBytes;
    return parse(name, header).fill(stream, dataBytes);
  }

  private static byte[] required(InputStream stream, int count) throws IOException {
    byte[] bytes = stream.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  /** An array without data yet. */
  private static NpyArray parse(String name, String header) {
    String descr = group(DESCR, header, name, "descr");
    boolean columnMajor = group(ORDER, header, name, "fortran_order").equals("True");
    List<Integer> shape = new ArrayList<>();
    for (String size : group(SHAPE, header, name, "shape").split(",", -1)) {
      String digits = size.replace("L", "").strip();
      if (!digits.isEmpty()) {
        shape.add(dimension(name, digits));
      }
    }
    Matcher dtype = DTYPE.matcher(descr);
    if (descr.contains("O")) {
      throw new DataException(
          name
              + ": the array holds pickled Python objects, which are never loaded; save numbers"
              + " instead");
    }
    if (!dtype.matches()) {
      throw unsupported(name, descr);
    }
    ByteOrder order = dtype.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new NpyArray(
        name,
        List.copyOf(shape),
        type(name, descr, dtype.group(2) + dtype.group(3)),
        columnMajor,
        ByteBuffer.allocate(0).order(order));
  }

  private static int dimension(String name, String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new DataException(name + ": a dimension of " + digits + " is too large", e);
    }
  }

  private static Type type(String name, String descr, String code) {
    try {
      return Type.valueOf(code.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unsupported(name, descr);
    }
  }

  private static DataException unsupported(String name, String descr) {
    return new DataException(
        name + ": values of dtype " + descr + " are not supported; save integers or floats");
  }

  private static String group(Pattern pattern, String header, String name, String field) {
    Matcher matcher = pattern.matcher(header);
    if (matcher.find()) {
      return matcher.group(1);
    }
    if (field.equals("descr") && header.contains("'descr'")) {
      boolean objects = header.contains("|O");
      throw new DataException(
          name
              + (objects
                  ? ": the array holds pickled Python objects, which are never loaded; save"
                      + " numbers instead"
                  : ": structured arrays are not supported; save one array a column"));
    }
    throw new DataException(name + ": the .npy header lacks " + field);
  }

  private NpyArray fill(InputStream stream, long dataBytes) throws IOException {
    long values;
    try {
      values = Math.multiplyExact(values(), (long) type.bytes);
    } catch (ArithmeticException e) {
      throw new DataException(name + ": the shape " + shape + " is too large", e);
    }
    if (values > dataBytes) {
      throw new DataException(
          name
              + ": the header promises "
              + values
              + " bytes, but "
              + dataBytes
              + " are there; the file is truncated");
    }
    if (values < dataBytes) {
      throw new DataException(
          name + ": the header says " + values + " bytes, but " + dataBytes + " are there");
    }
    ByteBuffer filled = StreamBuffer.exactly(stream, values, name);
    return new NpyArray(name, shape, type, columnMajor, filled.order(data.order()));
  }

  private long values() {
    long values = 1;
    for (int size : shape) {
      values = Math.multiplyExact(values, size);
    }
    return values;
  }

  /** Number of values. */
  int length() {
    return Math.toIntExact(values());
  }

  /** The values as doubles, row-major. */
  double[] doubles() {
    double[] values = new double[length()];
    RowMajor order = new RowMajor();
    for (int i = 0; i < values.length; i++) {
      values[i] = value(order.next());
    }
    return values;
  }

  /**
   * One tensor for each place of the first dimension: bytes stay bytes, all else becomes floats.
   */
  Tensors tensors(String input) {
    if (shape.isEmpty() || values() == 0) {
      throw new DataException(name + ": features of shape " + shape + " have no samples");
    }
    List<Integer> sample = shape.size() == 1 ? List.of(1) : shape.subList(1, shape.size());
    boolean bytes = type == Type.U1;
    boolean asStored =
        !columnMajor
            && (bytes || (type == Type.F4 && data.order().equals(ByteOrder.nativeOrder())));
    if (asStored) {
      return new Tensors(
          input, sample, bytes ? ElementType.UINT8 : ElementType.FLOAT32, 1, data.duplicate());
    }
    RowMajor order = new RowMajor();
    int length = length();
    ByteBuffer converted = DirectBuffers.bytes((long) length * (bytes ? 1 : Float.BYTES));
    for (int i = 0; i < length; i++) {
      if (bytes) {
        converted.put(data.get(order.next()));
      } else {
        converted.putFloat((float) value(order.next()));
      }
    }
    return new Tensors(
        input, sample, bytes ? ElementType.UINT8 : ElementType.FLOAT32, 1, converted.flip());
  }

  private double value(int i) {
    return switch (type) {
      case B1 -> data.get(i) == 0 ? 0 : 1;
      case U1 -> data.get(i) & 0xFF;
      case U2 -> data.getShort(2 * i) & 0xFFFF;
      case U4 -> data.getInt(4 * i) & 0xFFFFFFFFL;
      case U8 -> unsigned(data.getLong(8 * i));
      case I1 -> data.get(i);
      case I2 -> data.getShort(2 * i);
      case I4 -> data.getInt(4 * i);
      case I8 -> data.getLong(8 * i);
      case F2 -> HalfFloat.toFloat(data.getShort(2 * i));
      case F4 -> data.getFloat(4 * i);
      case F8 -> data.getDouble(8 * i);
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : (bits >>> 1) * 2.0 + (bits & 1);
  }

  /** Places in the stored array, in row-major order. */
  private final class RowMajor {

    private final int[] index = new int[shape.size()];
    private final int[] strides = new int[shape.size()];
    private int place;
    private int row;

    RowMajor() {
      int stride = 1;
      for (int dimension = 0; dimension < strides.length; dimension++) {
        strides[dimension] = stride;
        stride *= shape.get(dimension);
      }
    }

    int next() {
      if (!columnMajor) {
        return row++;
      }
      int current = place;
      for (int d = index.length - 1; d >= 0; d--) {
        place += strides[d];
        if (++index[d] < shape.get(d)) {
          break;
        }
        place -= strides[d] * shape.get(d);
        index[d] = 0;
      }
      return current;
    }
  }
}
