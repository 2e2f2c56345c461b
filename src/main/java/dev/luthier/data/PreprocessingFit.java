package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Learns a {@link Preprocessing} from training rows. */
final class PreprocessingFit {

  private static final float UNIT = 1f / 255;

  /** Bytes of streamed samples that are in memory at a time. */
  private static final int PORTION = 1 << 26;

  private final Dataset dataset;
  private final int[] rows;
  private final Scaling scaling;
  private final Map<String, RawInput> rawInputs;

  PreprocessingFit(Dataset dataset, int[] rows, Scaling scaling, Map<String, RawInput> rawInputs) {
    this.dataset = dataset;
    this.rows = rows;
    this.scaling = scaling;
    this.rawInputs = rawInputs;
  }

  Preprocessing result() {
    List<FeatureEncoding> encodings = new ArrayList<>();
    Features features = dataset.features();
    Map<String, TextEncoding> texts = texts();
    Optional<SoundEncoding> sound = sound();
    if (sound.isPresent()) {
      encodings.add(sound.get());
    } else if (features instanceof TensorFeatures tensors) {
      encodings.add(tensor(tensors));
    } else if (features instanceof Table table) {
      Map<String, FeatureEncoding> byName = new HashMap<>();
      for (int column = 0; column < table.numericNames().size(); column++) {
        byName.put(table.numericNames().get(column), numeric(table, column));
      }
      table.categorical().stream()
          .filter(column -> !texts.containsKey(column.name()))
          .forEach(column -> byName.put(column.name(), categorical(column)));
      byName.putAll(texts);
      table.names().forEach(name -> encodings.add(byName.get(name)));
    }
    List<String> classNames = List.of();
    List<String> targetNames = List.of();
    Targets targets = dataset.targets().orElse(null);
    if (targets instanceof Classes classes) {
      classNames = classes.names();
    } else if (targets instanceof Values values) {
      targetNames = values.names();
    }
    return new Preprocessing(encodings, classNames, targetNames);
  }

  private Map<String, TextEncoding> texts() {
    Map<String, TextVectorization> inputs = new LinkedHashMap<>();
    rawInputs.forEach(
        (input, raw) -> {
          if (raw instanceof TextVectorization vectorization) {
            inputs.put(input, vectorization);
          }
        });
    return new TextFit(dataset, rows, inputs).result();
  }

  private Optional<SoundEncoding> sound() {
    return rawInputs.entrySet().stream()
        .filter(input -> input.getValue() instanceof SoundDecoding)
        .findFirst()
        .map(input -> SoundEncoding.fit(dataset, input.getKey(), (SoundDecoding) input.getValue()));
  }

  private TensorEncoding tensor(TensorFeatures tensors) {
    boolean bytes = tensors.type() == ElementType.UINT8;
    float declared = tensors.scale();
    float scale =
        switch (scaling) {
          case NONE -> declared;
          case UNIT -> UNIT;
          case DEFAULT, STANDARDIZE -> bytes && declared == 1 ? UNIT : declared;
        };
    List<Float> mean = new ArrayList<>();
    List<Float> stddev = new ArrayList<>();
    if (scaling == Scaling.STANDARDIZE) {
      for (Moments moments : channelMoments(tensors, scale)) {
        mean.add((float) moments.mean());
        stddev.add((float) moments.deviation());
      }
    }
    return new TensorEncoding(
        tensors.name(), tensors.shape(), tensors.type(), scale, 0, mean, stddev);
  }

  private Moments[] channelMoments(TensorFeatures tensors, float scale) {
    List<Integer> shape = tensors.shape();
    Moments[] moments = new Moments[shape.isEmpty() ? 1 : shape.get(shape.size() - 1)];
    for (int channel = 0; channel < moments.length; channel++) {
      moments[channel] = new Moments();
    }
    if (tensors instanceof Tensors all) {
      add(all, rows, scale, moments);
      return moments;
    }
    int portion = Math.max(1, PORTION / (tensors.sampleValues() * tensors.type().bytes()));
    for (int start = 0; start < rows.length; start += portion) {
      int[] some = Arrays.copyOfRange(rows, start, Math.min(rows.length, start + portion));
      add(tensors.load(some), IntStream.range(0, some.length).toArray(), scale, moments);
    }
    return moments;
  }

  private static void add(Tensors tensors, int[] rows, float scale, Moments[] moments) {
    ByteBuffer bytes = tensors.data();
    FloatBuffer floats = tensors.type() == ElementType.FLOAT32 ? bytes.asFloatBuffer() : null;
    int values = tensors.sampleValues();
    for (int row : rows) {
      int start = row * values;
      for (int i = 0; i < values; i++) {
        float raw = floats == null ? bytes.get(start + i) & 0xFF : floats.get(start + i);
        moments[i % moments.length].add((double) raw * scale);
      }
    }
  }

  private NumericEncoding numeric(Table table, int column) {
    FloatBuffer numbers = table.numbers();
    int width = table.numericNames().size();
    Moments moments = new Moments();
    for (int row : rows) {
      float value = numbers.get(row * width + column);
      if (!Float.isNaN(value)) {
        moments.add(value);
      }
    }
    float mean = (float) moments.mean();
    String name = table.numericNames().get(column);
    return switch (scaling) {
      case NONE -> new NumericEncoding(name, mean, 0, 1);
      case UNIT -> new NumericEncoding(name, mean, 0, 255);
      case DEFAULT, STANDARDIZE ->
          new NumericEncoding(name, mean, mean, (float) moments.deviation());
    };
  }

  private CategoricalEncoding categorical(CategoricalColumn column) {
    TreeSet<String> seen = new TreeSet<>();
    for (int row : rows) {
      int code = column.codes()[row];
      if (code >= 0) {
        seen.add(column.vocabulary().get(code));
      }
    }
    return new CategoricalEncoding(column.name(), List.copyOf(seen));
  }

  /** Mean and deviation in one pass (Welford, Technometrics 1962). */
  private static final class Moments {

    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    void add(double value) {
      count++;
      double distance = value - mean;
      mean += distance / count;
      squares += distance * (value - mean);
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }

    double mean() {
      return mean;
    }

    double deviation() {
      float deviation = count == 0 ? 0 : (float) Math.sqrt(squares / count);
      return least >= greatest || deviation == 0 ? 1 : deviation;
    }
  }
}
