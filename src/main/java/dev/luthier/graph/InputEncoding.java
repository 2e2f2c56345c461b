package dev.luthier.graph;

import dev.luthier.data.CategoricalEncoding;
import dev.luthier.data.ElementType;
import dev.luthier.data.FeatureEncoding;
import dev.luthier.data.NumericEncoding;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.TensorEncoding;
import dev.luthier.data.TextEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.io.DecodeCsv;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Preprocessing as ops: from raw values to the floats that a network reads. */
public final class InputEncoding {

  private static final String MISSING = "data/missing";
  private static final String MEAN = "data/mean";
  private static final String STDDEV = "data/stddev";

  private final Preprocessing preprocessing;

  InputEncoding(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
  }

  /**
   * Shape of one encoded sample without texts and sounds: the tensor's, or a vector of numeric,
   * then one-hot columns; empty where there is nothing but these.
   */
  public static Optional<Shape> shape(Preprocessing preprocessing) {
    List<FeatureEncoding> others = preprocessing.others();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    if (others.get(0) instanceof TensorEncoding tensor) {
      return Optional.of(shape(tensor));
    }
    int width = 0;
    for (FeatureEncoding feature : others) {
      width += feature instanceof CategoricalEncoding text ? text.vocabulary().size() : 1;
    }
    return Optional.of(Shape.of(width));
  }

  /** Placeholders for raw values as a SavedModel takes them, by feature name. */
  Map<String, Operand<?>> placeholders(Ops tf) {
    Map<String, Operand<?>> raw = new LinkedHashMap<>();
    for (FeatureEncoding feature : preprocessing.features()) {
      raw.put(feature.name(), placeholder(tf.withName(opName(feature.name())), feature));
    }
    return raw;
  }

  /** Whether the raw values are columns of a table, and not one of text alone. */
  boolean takesLines() {
    boolean oneInput = preprocessing.others().isEmpty() && preprocessing.features().size() == 1;
    return !oneInput && !(preprocessing.features().get(0) instanceof TensorEncoding);
  }

  /**
   * Cuts lines of CSV, {@code [batch]}, into raw values by feature name. The fields stand in the
   * order of the training data's columns; an empty field is missing.
   */
  Map<String, Operand<?>> parse(Ops tf, Operand<TString> lines) {
    List<Operand<?>> defaults = new ArrayList<>();
    for (FeatureEncoding feature : preprocessing.features()) {
      defaults.add(feature instanceof NumericEncoding ? tf.array(Float.NaN) : tf.array(""));
    }
    DecodeCsv fields = tf.io.decodeCsv(lines, defaults);
    Map<String, Operand<?>> raw = new LinkedHashMap<>();
    int index = 0;
    for (FeatureEncoding feature : preprocessing.features()) {
      raw.put(feature.name(), fields.output().get(index++));
    }
    return raw;
  }

  /** Encodes raw values, {@code [batch, ...]} each, to the inputs of a network. */
  EncodedInputs encode(Ops tf, Graph graph, Map<String, Operand<?>> raw) {
    Map<String, Operand<TFloat32>> own = new LinkedHashMap<>();
    preprocessing
        .sound()
        .ifPresent(
            sound ->
                own.put(
                    sound.input(),
                    new WavSounds(sound.decoding())
                        .of(tf, graph, expect(raw.get(sound.name()), TString.class))));
    for (TextEncoding text : preprocessing.texts()) {
      Operand<TInt32> numbers =
          new TextNumbers(text).of(tf, expect(raw.get(text.name()), TString.class));
      own.put(text.input(), tf.dtypes.cast(numbers, TFloat32.class));
    }
    return new EncodedInputs(
        own,
        preprocessing.others().isEmpty() ? Optional.empty() : Optional.of(encodeOthers(tf, raw)));
  }

  private Operand<TFloat32> encodeOthers(Ops tf, Map<String, Operand<?>> raw) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    List<Operand<TFloat32>> categories = new ArrayList<>();
    for (FeatureEncoding feature : preprocessing.others()) {
      Operand<?> value = raw.get(feature.name());
      if (feature instanceof TensorEncoding tensor) {
        return encode(tf, tensor, value);
      }
      if (feature instanceof NumericEncoding numeric) {
        parts.add(
            tf.expandDims(
                standardize(
                    tf,
                    expect(value, TFloat32.class),
                    tf.constant(numeric.missing()),
                    tf.constant(numeric.mean()),
                    tf.constant(numeric.stddev())),
                tf.constant(-1)));
      } else {
        categories.add(oneHot(tf, (CategoricalEncoding) feature, expect(value, TString.class)));
      }
    }
    // As encodeTable has it, whose numbers lie in one matrix.
    parts.addAll(categories);
    return concat(tf, parts);
  }

  /**
   * Encodes a table's columns but for its texts as they lie on the device.
   *
   * @param numbers {@code [batch, numeric columns]}
   * @param codes places in the vocabularies, {@code [batch, categories]}
   * @param standardization gives values of {@link #standardization} by name
   */
  Operand<TFloat32> encodeTable(
      Ops tf,
      Operand<TFloat32> numbers,
      Operand<TInt64> codes,
      Function<String, Operand<TFloat32>> standardization) {
    List<CategoricalEncoding> categories = new ArrayList<>();
    for (FeatureEncoding feature : preprocessing.others()) {
      if (feature instanceof CategoricalEncoding category) {
        categories.add(category);
      }
    }
    List<Operand<TFloat32>> parts = new ArrayList<>();
    if (categories.size() < preprocessing.others().size()) {
      parts.add(
          standardize(
              tf,
              numbers,
              standardization.apply(MISSING),
              standardization.apply(MEAN),
              standardization.apply(STDDEV)));
    }
    for (int i = 0; i < categories.size(); i++) {
      Operand<TInt64> column =
          tf.squeeze(
              tf.slice(codes, tf.constant(new int[] {0, i}), tf.constant(new int[] {-1, 1})),
              Squeeze.axis(List.of(1L)));
      // Unknown values have code -1, which is all zeros.
      parts.add(
          tf.oneHot(
              column,
              tf.constant(categories.get(i).vocabulary().size()),
              tf.constant(1f),
              tf.constant(0f)));
    }
    return concat(tf, parts);
  }

  /** What numeric columns are standardized with, a value a column; empty without such columns. */
  Map<String, List<Float>> standardization() {
    Map<String, List<Float>> values = new LinkedHashMap<>();
    for (FeatureEncoding feature : preprocessing.others()) {
      if (feature instanceof NumericEncoding numeric) {
        add(values, MISSING, numeric.missing());
        add(values, MEAN, numeric.mean());
        add(values, STDDEV, numeric.stddev());
      }
    }
    return values;
  }

  private static void add(Map<String, List<Float>> values, String name, float value) {
    values.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
  }

  /** Encodes a tensor feature. */
  Operand<TFloat32> encodeTensor(Ops tf, Operand<?> raw) {
    return encode(tf, (TensorEncoding) preprocessing.features().get(0), raw);
  }

  private static Operand<TFloat32> encode(Ops tf, TensorEncoding tensor, Operand<?> raw) {
    Operand<TFloat32> x =
        tensor.type() == ElementType.UINT8
            ? tf.dtypes.cast(expect(raw, TUint8.class), TFloat32.class)
            : expect(raw, TFloat32.class);
    if (tensor.scale() != 1) {
      x = tf.math.mul(x, tf.constant(tensor.scale()));
    }
    if (tensor.offset() != 0) {
      x = tf.math.add(x, tf.constant(tensor.offset()));
    }
    if (!tensor.mean().isEmpty()) {
      x = tf.math.sub(x, row(tf, tensor.mean()));
      x = tf.math.div(x, row(tf, tensor.stddev()));
    }
    return x;
  }

  private static Operand<TFloat32> standardize(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> missing,
      Operand<TFloat32> mean,
      Operand<TFloat32> stddev) {
    Operand<TFloat32> filled = tf.select(tf.math.isNan(x), tf.broadcastTo(missing, tf.shape(x)), x);
    return tf.math.div(tf.math.sub(filled, mean), stddev);
  }

  private static Operand<TFloat32> oneHot(
      Ops tf, CategoricalEncoding encoding, Operand<TString> value) {
    Operand<TString> vocabulary = tf.array(encoding.vocabulary().toArray(String[]::new));
    return tf.dtypes.cast(
        tf.math.equal(tf.expandDims(value, tf.constant(-1)), vocabulary), TFloat32.class);
  }

  private static Operand<TFloat32> concat(Ops tf, List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(-1));
  }

  private static Operand<TFloat32> row(Ops tf, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return tf.constant(array);
  }

  private static Operand<?> placeholder(Ops tf, FeatureEncoding feature) {
    if (feature instanceof TensorEncoding tensor) {
      Shape batch = Shape.of(-1).append(shape(tensor));
      return tensor.type() == ElementType.UINT8
          ? tf.placeholder(TUint8.class, Placeholder.shape(batch))
          : tf.placeholder(TFloat32.class, Placeholder.shape(batch));
    }
    return feature instanceof NumericEncoding
        ? tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)))
        : tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
  }

  private static Shape shape(TensorEncoding tensor) {
    return Shape.of(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
  }

  /** A column's name as an op may be called. */
  private static String opName(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_.\\-]", "_");
    return legal.matches("[A-Za-z0-9.].*") ? legal : "f" + legal;
  }

  @SuppressWarnings("unchecked")
  private static <T extends TType> Operand<T> expect(Operand<?> value, Class<T> type) {
    return (Operand<T>) value.asOutput().expect(type);
  }
}
