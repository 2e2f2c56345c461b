package dev.luthier.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes of labels what the model's loss wants. */
final class TargetEncoding {

  /** Class ids are places in tables and outputs of a network; nothing sensible is above this. */
  private static final int MOST_CLASSES = 1 << 17;

  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,15}");

  private final ReadOptions options;
  private final List<String> trainedClasses;

  TargetEncoding(ReadOptions options) {
    this.options = options;
    trainedClasses = options.trained().map(Preprocessing::classNames).orElse(List.of());
  }

  Targets targets(Labels labels) {
    if (options.targets() == TargetKind.VALUES) {
      return values(labels);
    }
    if (labels.columns().size() != 1) {
      throw new DataException(
          labels.place().apply(0)
              + ": the model's loss wants one class a sample, but there are the labels "
              + String.join(", ", labels.columns()));
    }
    return labels instanceof Labels.Numbers numbers
        ? classes(numbers)
        : classes((Labels.Text) labels);
  }

  private static Values values(Labels labels) {
    float[] values = new float[labels.samples() * labels.columns().size()];
    for (int i = 0; i < values.length; i++) {
      int sample = i / labels.columns().size();
      if (labels instanceof Labels.Numbers numbers && numbers.classNames().isEmpty()) {
        values[i] = (float) numbers.values()[i];
      } else {
        String text =
            labels instanceof Labels.Numbers numbers
                ? name(numbers.values()[i], numbers.classNames())
                : ((Labels.Text) labels).values().get(i);
        values[i] = Decimal.parse(text).orElseThrow(() -> notANumber(labels, sample, text));
      }
      if (!Float.isFinite(values[i])) {
        throw new DataException(
            labels.place().apply(sample) + ": the value to predict is " + values[i]);
      }
    }
    return new Values(labels.columns(), values);
  }

  private static DataException notANumber(Labels labels, int sample, String text) {
    return new DataException(
        labels.place().apply(sample)
            + ": label \""
            + text
            + "\" is not a number, which the model's loss wants; use a loss for classes, or name"
            + " another label column");
  }

  private Classes classes(Labels.Numbers labels) {
    double[] values = labels.values();
    int[] ids = new int[values.length];
    int greatest = -1;
    for (int sample = 0; sample < ids.length; sample++) {
      double value = values[sample];
      if (value != Math.rint(value) || !(Math.abs(value) < MOST_CLASSES)) {
        throw new DataException(
            labels.place().apply(sample)
                + ": label "
                + name(value, Optional.empty())
                + " is not a class id, a whole number from 0; use a loss for numbers");
      }
      ids[sample] = (int) value;
      greatest = Math.max(greatest, ids[sample]);
    }
    if (!trainedClasses.isEmpty()) {
      return trained(labels, ids);
    }
    List<String> names =
        labels
            .classNames()
            .orElse(IntStream.rangeClosed(0, greatest).mapToObj(Integer::toString).toList());
    for (int sample = 0; sample < ids.length; sample++) {
      if (ids[sample] < 0 || ids[sample] >= names.size()) {
        throw outside(labels, sample, Integer.toString(ids[sample]), names);
      }
    }
    return new Classes(names, ids);
  }

  /** By name where names of both are there or the trained ones are numbers, else by id. */
  private Classes trained(Labels.Numbers labels, int[] ids) {
    boolean byName =
        labels.classNames().isPresent()
            || trainedClasses.stream().allMatch(name -> WHOLE.matcher(name).matches());
    Map<String, Integer> places = places(trainedClasses);
    int[] encoded = new int[ids.length];
    for (int sample = 0; sample < ids.length; sample++) {
      String name = name(ids[sample], labels.classNames());
      int inside = ids[sample] < trainedClasses.size() ? ids[sample] : -1;
      encoded[sample] = byName ? places.getOrDefault(name, -1) : inside;
      if (encoded[sample] < 0) {
        throw outside(labels, sample, name, trainedClasses);
      }
    }
    return new Classes(trainedClasses, encoded);
  }

  private Classes classes(Labels.Text labels) {
    List<String> names = trainedClasses.isEmpty() ? sorted(labels.values()) : trainedClasses;
    if (trainedClasses.isEmpty() && names.size() == 1 && labels.samples() > 1) {
      throw new DataException(
          labels.place().apply(0)
              + ": "
              + names.get(0)
              + " is the only class there is; is this the right column or directory?");
    }
    Map<String, Integer> places = places(names);
    int[] ids = new int[labels.samples()];
    for (int sample = 0; sample < ids.length; sample++) {
      String label = labels.values().get(sample);
      Integer id = places.get(label);
      if (id == null) {
        throw outside(labels, sample, label, names);
      }
      ids[sample] = id;
    }
    return new Classes(names, ids);
  }

  /** Distinct labels: whole numbers by value, anything else as text. */
  private static List<String> sorted(List<String> labels) {
    List<String> distinct = new ArrayList<>(new TreeSet<>(labels));
    if (distinct.stream().allMatch(label -> WHOLE.matcher(label).matches())) {
      distinct.sort(Comparator.comparingLong(Long::parseLong));
    }
    return distinct;
  }

  private static Map<String, Integer> places(List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    for (int id = 0; id < names.size(); id++) {
      places.put(names.get(id), id);
    }
    return places;
  }

  private static DataException outside(
      Labels labels, int sample, String label, List<String> names) {
    List<String> shown = names.subList(0, Math.min(names.size(), 10));
    return new DataException(
        labels.place().apply(sample)
            + ": label "
            + label
            + " is outside the "
            + names.size()
            + " classes "
            + String.join(", ", shown)
            + (shown.size() < names.size() ? ", …" : ""));
  }

  /** The label as text: its class's name, or the number without a needless fraction. */
  static String name(double value, Optional<List<String>> classNames) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    if (whole && classNames.isPresent() && value >= 0 && value < classNames.get().size()) {
      return classNames.get().get((int) value);
    }
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
