package dev.luthier.graph;

import dev.luthier.data.ElementType;
import dev.luthier.data.StoredRecords;
import dev.luthier.data.StoredRecords.RecordFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Bitcast;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Reads values out of TFRecord files, which are mapped into memory: the operating system reads the
 * pages that are asked for and drops them when memory is short.
 *
 * <p>No op reads a part of a file by its offset. A data set of one record for each sample does, but
 * takes more processor time than decoding a small image.
 */
final class RecordFileReader implements StoredSampleReader {

  private static final String OFFSETS = "data/offsets";
  private static final String LENGTHS = "data/lengths";

  private final StoredRecords records;

  RecordFileReader(StoredRecords records) {
    this.records = records;
  }

  @Override
  public void enter(VariableTable table) {
    Shape shape = Shape.of(records.samples());
    table.addZeros(OFFSETS, TInt64.class, shape, GraphVariable.Role.DATA);
    table.addZeros(LENGTHS, TInt64.class, shape, GraphVariable.Role.DATA);
  }

  @Override
  public Map<String, Tensor> tensors() {
    long[] offsets = new long[records.samples()];
    long[] lengths = new long[records.samples()];
    int row = 0;
    for (RecordFile file : records.files()) {
      for (int i = 0; i < file.offsets().length; i++) {
        offsets[row] = file.offsets()[i];
        lengths[row++] = file.lengths()[i];
      }
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(OFFSETS, longs(offsets));
    tensors.put(LENGTHS, longs(lengths));
    return tensors;
  }

  private static Tensor longs(long[] values) {
    return TInt64.tensorOf(Shape.of(values.length), DataBuffers.of(values, true, false));
  }

  @Override
  public List<Operand<?>> index(Ops tf, Handles handles) {
    List<Operand<?>> index = new ArrayList<>();
    index.add(handles.read(OFFSETS, TInt64.class));
    index.add(handles.read(LENGTHS, TInt64.class));
    for (RecordFile file : records.files()) {
      index.add(
          tf.immutableConst(
              TUint8.class, Shape.of(file.bytes()), file.path().toAbsolutePath().toString()));
    }
    return index;
  }

  @Override
  public List<Operand<?>> arguments(FunctionBody body) {
    Shape samples = Shape.of(records.samples());
    List<Operand<?>> arguments = new ArrayList<>();
    arguments.add(body.argument("offsets", TInt64.class, samples));
    arguments.add(body.argument("lengths", TInt64.class, samples));
    for (int i = 0; i < records.files().size(); i++) {
      arguments.add(
          body.argument("file_" + i, TUint8.class, Shape.of(records.files().get(i).bytes())));
    }
    return arguments;
  }

  @Override
  public Operand<?> read(Ops tf, Operand<TInt32> row, List<Operand<?>> index) {
    Operand<TInt64> offset =
        tf.gather(index.get(0).asOutput().expect(TInt64.class), row, tf.constant(0));
    Operand<TInt64> length =
        tf.gather(index.get(1).asOutput().expect(TInt64.class), row, tf.constant(0));
    Operand<TUint8> bytes = bytes(tf, row, offset, length, index.subList(2, index.size()));
    if (records.image().isPresent()) {
      return new ImageDecoding(records.image().get()).decode(tf, text(tf, bytes, length));
    }
    if (records.type() == ElementType.UINT8) {
      return bytes;
    }
    return Bitcast.create(tf.scope(), tf.reshape(bytes, tf.array(-1, Float.BYTES)), TFloat32.class);
  }

  private Operand<TUint8> bytes(
      Ops tf,
      Operand<TInt32> row,
      Operand<TInt64> offset,
      Operand<TInt64> length,
      List<Operand<?>> files) {
    if (files.size() == 1) {
      return slice(tf, files.get(0), offset, length);
    }
    // Nothing of every file but the one that the row is in.
    Operand<TInt64> none = tf.constant(0L);
    List<Operand<TUint8>> parts = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < files.size(); i++) {
      int end = first + records.files().get(i).offsets().length;
      Operand<TBool> here =
          tf.math.logicalAnd(
              tf.math.greaterEqual(row, tf.constant(first)), tf.math.less(row, tf.constant(end)));
      parts.add(
          slice(tf, files.get(i), tf.select(here, offset, none), tf.select(here, length, none)));
      first = end;
    }
    return tf.concat(parts, tf.constant(0));
  }

  private static Operand<TUint8> slice(
      Ops tf, Operand<?> file, Operand<TInt64> offset, Operand<TInt64> length) {
    return tf.slice(
        file.asOutput().expect(TUint8.class),
        tf.expandDims(offset, tf.constant(0)),
        tf.expandDims(length, tf.constant(0)));
  }

  /** Bytes as a string: there is no op for that, but a serialized tensor ends with its bytes. */
  private static Operand<TString> text(Ops tf, Operand<TUint8> bytes, Operand<TInt64> length) {
    return tf.strings.substr(tf.io.serializeTensor(bytes), tf.math.neg(length), length);
  }
}
