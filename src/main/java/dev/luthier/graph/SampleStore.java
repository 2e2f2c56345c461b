package dev.luthier.graph;

import dev.luthier.data.CategoricalColumn;
import dev.luthier.data.CategoricalEncoding;
import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.StreamedTensors;
import dev.luthier.data.Table;
import dev.luthier.data.Targets;
import dev.luthier.data.Tensors;
import dev.luthier.data.TextEncoding;
import dev.luthier.data.Values;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.LongDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A data set as variables on the device: raw features and targets of all samples, from which
 * batches are gathered inside the graph. Features that are streamed come from an iterator instead.
 */
final class SampleStore {

  private static final String FEATURES = "data/features";
  private static final String NUMBERS = "data/numbers";
  private static final String CODES = "data/codes";
  private static final String TEXTS = "data/texts/";
  private static final String CLASSES = "data/classes";
  private static final String VALUES = "data/values";

  private final Dataset dataset;
  private final Preprocessing preprocessing;
  private final InputEncoding encoding;
  private final Optional<SampleStream> stream;

  /** What batches are for. Streamed ones come from an iterator of its own for each. */
  enum Use {
    TRAINING,
    EVALUATION;

    String iterator() {
      return "data/" + name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A batch as the network and the loss take it.
   *
   * @param inputs encoded features
   * @param classes right class ids, {@code [batch]}; null for a regression
   * @param targets right values, {@code [batch, width]}; null for a classification
   */
  record Batch(EncodedInputs inputs, Operand<TInt64> classes, Operand<TFloat32> targets) {}

  SampleStore(Dataset dataset, Preprocessing preprocessing) {
    this.dataset = dataset;
    this.preprocessing = preprocessing;
    this.encoding = new InputEncoding(preprocessing);
    this.stream =
        dataset.features() instanceof StreamedTensors streamed
            ? Optional.of(new SampleStream(streamed))
            : Optional.empty();
  }

  /** The pipeline of samples that stay in their files. */
  Optional<SampleStream> stream() {
    return stream;
  }

  /** The same samples for another preprocessing. */
  SampleStore with(Preprocessing other) {
    return new SampleStore(dataset, other);
  }

  int samples() {
    return dataset.samples();
  }

  /** Enters the variables that hold the samples, or say where they are. */
  void enter(VariableTable table) {
    long samples = dataset.samples();
    if (stream.isPresent()) {
      stream.get().reader().enter(table);
    } else if (dataset.features() instanceof Tensors tensors) {
      Shape shape = shape(tensors);
      if (tensors.type() == ElementType.UINT8) {
        enter(table, FEATURES, TUint8.class, shape);
      } else {
        enter(table, FEATURES, TFloat32.class, shape);
      }
    } else {
      Table columns = (Table) dataset.features();
      enter(table, NUMBERS, TFloat32.class, Shape.of(samples, columns.numericNames().size()));
      enter(table, CODES, TInt64.class, Shape.of(samples, categories(columns).size()));
      encoding.standardization().forEach((name, values) -> enter(table, name, values));
      for (TextEncoding text : preprocessing.texts()) {
        enter(table, TEXTS + text.input(), TInt64.class, textShape(text));
      }
    }
    Optional<Targets> targets = dataset.targets();
    if (targets.isPresent()) {
      if (targets.get() instanceof Values values) {
        enter(table, VALUES, TFloat32.class, Shape.of(samples, values.names().size()));
      } else {
        enter(table, CLASSES, TInt64.class, Shape.of(samples));
      }
    }
  }

  /** The values of the variables, by name. The caller closes them. */
  Map<String, Tensor> tensors() {
    Map<String, Tensor> values = new LinkedHashMap<>();
    long samples = dataset.samples();
    if (stream.isPresent()) {
      values.putAll(stream.get().reader().tensors());
    } else if (dataset.features() instanceof Tensors tensors) {
      Shape shape = shape(tensors);
      ByteBuffer data =
          preprocessing.sound().map(sound -> sound.cut(tensors)).orElse(tensors).data();
      values.put(
          FEATURES,
          tensors.type() == ElementType.UINT8
              ? TUint8.tensorOf(shape, DataBuffers.of(data))
              : TFloat32.tensorOf(shape, DataBuffers.of(data.asFloatBuffer())));
    } else {
      Table table = (Table) dataset.features();
      FloatBuffer numbers = table.numbers();
      values.put(
          NUMBERS,
          TFloat32.tensorOf(
              Shape.of(samples, table.numericNames().size()), DataBuffers.of(numbers)));
      values.put(CODES, codes(table));
      for (TextEncoding text : preprocessing.texts()) {
        values.put(TEXTS + text.input(), whole(textShape(text), text.numbers(column(table, text))));
      }
    }
    Optional<Targets> targets = dataset.targets();
    if (targets.isPresent()) {
      if (targets.get() instanceof Values regression) {
        values.put(
            VALUES,
            TFloat32.tensorOf(
                Shape.of(samples, regression.names().size()),
                DataBuffers.of(regression.values(), true, false)));
      } else {
        values.put(CLASSES, whole(Shape.of(samples), ((Classes) targets.get()).ids()));
      }
    }
    return values;
  }

  /** Adds the pipeline of batches of a stream to a graph; empty where samples are in memory. */
  Optional<SampleStream.Pipeline> pipeline(GraphSite site, Use use, int batchSize) {
    return stream.map(
        opened ->
            opened.add(site.graph(), site.scopes(), site.handles(), use.iterator(), batchSize));
  }

  /** How a loop comes by the batches of a stream; empty where samples are in memory. */
  Optional<StreamedBatches> streamed(Use use, boolean areReadAhead) {
    return stream.map(opened -> new StreamedBatches(opened, use.iterator(), areReadAhead));
  }

  private EncodedInputs inputs(
      Ops tf, Handles handles, Operand<TInt32> rows, Optional<Operand<?>> streamed) {
    if (streamed.isPresent()) {
      return new EncodedInputs(Map.of(), Optional.of(encoding.encodeTensor(tf, streamed.get())));
    }
    if (dataset.features() instanceof Tensors tensors) {
      Operand<?> raw =
          tensors.type() == ElementType.UINT8
              ? gather(tf, handles, FEATURES, rows, TUint8.class)
              : gather(tf, handles, FEATURES, rows, TFloat32.class);
      if (preprocessing.sound().isPresent()) {
        String input = preprocessing.sound().get().input();
        return new EncodedInputs(
            Map.of(input, raw.asOutput().expect(TFloat32.class)), Optional.empty());
      }
      return new EncodedInputs(Map.of(), Optional.of(encoding.encodeTensor(tf, raw)));
    }
    Map<String, Operand<TFloat32>> texts = new LinkedHashMap<>();
    for (TextEncoding text : preprocessing.texts()) {
      String name = TEXTS + text.input();
      texts.put(
          text.input(),
          tf.dtypes.cast(gather(tf, handles, name, rows, TInt64.class), TFloat32.class));
    }
    if (preprocessing.others().isEmpty()) {
      return new EncodedInputs(texts, Optional.empty());
    }
    return new EncodedInputs(
        texts,
        Optional.of(
            encoding.encodeTable(
                tf,
                gather(tf, handles, NUMBERS, rows, TFloat32.class),
                gather(tf, handles, CODES, rows, TInt64.class),
                handles::read)));
  }

  /**
   * Gathers and encodes some rows with their targets.
   *
   * @param streamed raw features of these rows, where samples are not in memory
   */
  Batch batch(Ops tf, Handles handles, Operand<TInt32> rows, Optional<Operand<?>> streamed) {
    boolean regression = dataset.targets().orElseThrow() instanceof Values;
    return new Batch(
        inputs(tf, handles, rows, streamed),
        regression ? null : gather(tf, handles, CLASSES, rows, TInt64.class),
        regression ? gather(tf, handles, VALUES, rows, TFloat32.class) : null);
  }

  private static <T extends TType> void enter(
      VariableTable table, String name, Class<T> type, Shape shape) {
    table.addZeros(name, type, shape, GraphVariable.Role.DATA);
  }

  private static void enter(VariableTable table, String name, List<Float> values) {
    table.add(
        new GraphVariable(
            name,
            TFloat32.class,
            Shape.of(values.size()),
            GraphVariable.Role.ENCODING,
            new GraphVariable.InitialValue.Given(values)));
  }

  private static <T extends TType> Operand<T> gather(
      Ops tf, Handles handles, String name, Operand<TInt32> rows, Class<T> type) {
    return tf.resourceGather(handles.get(name), rows, type, ResourceGather.validateIndices(false));
  }

  /** The text columns that are categories. */
  private List<CategoricalColumn> categories(Table table) {
    List<String> texts = preprocessing.texts().stream().map(TextEncoding::name).toList();
    return table.categorical().stream().filter(column -> !texts.contains(column.name())).toList();
  }

  private static CategoricalColumn column(Table table, TextEncoding text) {
    return table.categorical().stream()
        .filter(column -> column.name().equals(text.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Of all samples as they lie on the device. */
  private Shape shape(Tensors tensors) {
    List<Integer> sample =
        preprocessing
            .sound()
            .map(sound -> List.of(sound.decoding().samples(), 1))
            .orElse(tensors.shape());
    return Shape.of(dataset.samples())
        .append(Shape.of(sample.stream().mapToLong(Integer::longValue).toArray()));
  }

  private Shape textShape(TextEncoding text) {
    return Shape.of(dataset.samples(), text.vectorization().length());
  }

  /** Places in the vocabularies of the preprocessing, which are others than the table's own. */
  private TInt64 codes(Table table) {
    List<int[]> columns = categories(table).stream().map(this::codes).toList();
    int[] codes = new int[table.samples() * columns.size()];
    for (int c = 0; c < columns.size(); c++) {
      for (int row = 0; row < table.samples(); row++) {
        codes[row * columns.size() + c] = columns.get(c)[row];
      }
    }
    return whole(Shape.of(table.samples(), columns.size()), codes);
  }

  private int[] codes(CategoricalColumn column) {
    return preprocessing.others().stream()
        .filter(feature -> feature.name().equals(column.name()))
        .map(CategoricalEncoding.class::cast)
        .findFirst()
        .orElseThrow()
        .codes(column);
  }

  /** Whole numbers as int64, which GPUs keep and gather; they leave int32 to the host. */
  private static TInt64 whole(Shape shape, int[] numbers) {
    return TInt64.tensorOf(
        shape,
        tensor -> {
          LongDataBuffer values = tensor.asRawTensor().data().asLongs();
          for (int i = 0; i < numbers.length; i++) {
            values.setLong(numbers[i], i);
          }
        });
  }
}
