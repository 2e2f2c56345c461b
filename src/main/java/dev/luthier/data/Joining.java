package dev.luthier.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Puts the samples of two parts behind each other. */
final class Joining {

  private Joining() {}

  /** Tensors of two parts; tables of two files are read as one. */
  static Features features(Features first, Features second, String name) {
    if (first instanceof StreamedTensors a && second instanceof StreamedTensors b) {
      return new StreamedTensors(a.name(), a.shape(), a.type(), a.stored().and(b.stored(), name));
    }
    if (!(first instanceof Tensors a && second instanceof Tensors b)) {
      throw new DataException(
          name + ": the test part is not of the same kind as the training part");
    }
    if (!a.shape().equals(b.shape()) || a.type() != b.type()) {
      throw new DataException(
          name
              + ": the test part has samples of shape "
              + b.shape()
              + " and type "
              + b.type()
              + ", the training part of shape "
              + a.shape()
              + " and type "
              + a.type());
    }
    ByteBuffer firstData = a.data();
    ByteBuffer secondData = b.data();
    ByteBuffer both = DirectBuffers.bytes((long) firstData.remaining() + secondData.remaining());
    both.put(firstData).put(secondData).flip();
    return new Tensors(a.name(), a.shape(), a.type(), a.scale(), a.sampleRate(), both);
  }

  static Labels labels(Labels first, Labels second, String name) {
    if (first.columns().size() != second.columns().size()) {
      throw new DataException(
          name
              + ": the test part has "
              + second.columns().size()
              + " labels a sample, the training part "
              + first.columns().size());
    }
    int samples = first.samples();
    IntFunction<String> place =
        sample ->
            sample < samples ? first.place().apply(sample) : second.place().apply(sample - samples);
    if (first instanceof Labels.Numbers a
        && second instanceof Labels.Numbers b
        && a.classNames().equals(b.classNames())) {
      double[] values = Arrays.copyOf(a.values(), a.values().length + b.values().length);
      System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
      return new Labels.Numbers(a.columns(), values, a.classNames(), place);
    }
    List<String> values = new ArrayList<>(texts(first));
    values.addAll(texts(second));
    return new Labels.Text(first.columns(), values, place);
  }

  private static List<String> texts(Labels labels) {
    if (labels instanceof Labels.Numbers numbers) {
      return Arrays.stream(numbers.values())
          .mapToObj(value -> TargetEncoding.name(value, numbers.classNames()))
          .toList();
    }
    return ((Labels.Text) labels).values();
  }
}
