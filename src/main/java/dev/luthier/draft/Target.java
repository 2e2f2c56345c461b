package dev.luthier.draft;

import dev.luthier.data.Classes;
import dev.luthier.data.Targets;
import dev.luthier.data.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is to be found for each sample, as a draft has to know it. */
sealed interface Target {

  /** Whole numbers of more kinds than these are taken for amounts rather than for classes. */
  int MOST_NUMBERED_CLASSES = 30;

  /** Units of the last layer. */
  int units();

  /** Words for people. */
  String words();

  /**
   * One of several classes.
   *
   * @param names of the classes, by id
   * @param largestShare of the most frequent class among the samples
   */
  record OfClasses(List<String> names, double largestShare) implements Target {

    @Override
    public int units() {
      return names.size();
    }

    @Override
    public String words() {
      int most = 6;
      String shown = String.join(", ", names.subList(0, Math.min(most, names.size())));
      return String.format(
          Locale.ROOT,
          "%d classes: %s%s; always naming the most frequent is right for %.0f of 100",
          names.size(),
          shown,
          names.size() > most ? ", …" : "",
          100 * largestShare);
    }
  }

  /**
   * Numbers.
   *
   * @param names of the numbers
   * @param mean over all samples and numbers
   * @param deviation standard deviation over them
   */
  record OfValues(List<String> names, double mean, double deviation) implements Target {

    @Override
    public int units() {
      return names.size();
    }

    @Override
    public String words() {
      return String.format(
          Locale.ROOT, "a number: %s, %.4g give or take %.4g", names.get(0), mean, deviation);
    }
  }

  /** Describes targets. */
  static Target of(Targets targets) {
    return targets instanceof Classes classes ? of(classes) : of((Values) targets);
  }

  private static Target of(Classes classes) {
    int[] counts = new int[classes.names().size()];
    int most = 0;
    for (int id : classes.ids()) {
      most = Math.max(most, ++counts[id]);
    }
    return new OfClasses(classes.names(), most / (double) Math.max(1, classes.samples()));
  }

  private static Target of(Values values) {
    double sum = 0;
    for (float value : values.values()) {
      sum += value;
    }
    double mean = sum / values.values().length;
    double squares = 0;
    for (float value : values.values()) {
      squares += (value - mean) * (value - mean);
    }
    return new OfValues(values.names(), mean, Math.sqrt(squares / values.values().length));
  }

  /** Whether numbers are rather the ids of classes: whole, from 0, and of few kinds. */
  static boolean areClasses(Values values) {
    if (values.names().size() > 1) {
      return false;
    }
    Set<Float> kinds = new HashSet<>();
    for (float value : values.values()) {
      if (value < 0 || value != Math.rint(value) || value >= Short.MAX_VALUE) {
        return false;
      }
      kinds.add(value);
      if (kinds.size() > MOST_NUMBERED_CLASSES) {
        return false;
      }
    }
    return true;
  }
}
