package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Takes the values of a table's feature columns, row by row. */
sealed interface TableColumns {

  /**
   * Takes the next value, column after column and row after row.
   *
   * @param column from 0
   * @param value as written, empty where missing
   * @param place of the value, for messages
   */
  void add(int column, String value, Supplier<String> place);

  /** What the values make. */
  Features features();

  private static float finite(String name, String value, Supplier<String> place) {
    float number = Decimal.parse(value).orElse(Float.NaN);
    if (!Float.isFinite(number)) {
      throw new DataException(
          place.get()
              + ": column "
              + name
              + " is "
              + value
              + ", which is no finite number; correct it, or leave it empty where it is missing");
    }
    return number;
  }

  /** Numbers in one matrix, text in one column each. */
  final class OfTable implements TableColumns {

    private final List<String> names;
    private final boolean[] text;
    private final int samples;
    private final FloatBuffer numbers;
    private final List<Text> texts = new ArrayList<>();
    private final Text[] textOfColumn;

    OfTable(List<String> names, boolean[] text, int samples) {
      this.names = names;
      this.text = text;
      this.samples = samples;
      textOfColumn = new Text[text.length];
      for (int column = 0; column < text.length; column++) {
        if (text[column]) {
          textOfColumn[column] = new Text(names.get(column), samples);
          texts.add(textOfColumn[column]);
        }
      }
      numbers = DirectBuffers.floats((long) samples * (text.length - texts.size()));
    }

    @Override
    public void add(int column, String value, Supplier<String> place) {
      if (text[column]) {
        textOfColumn[column].add(value);
      } else {
        numbers.put(value.isEmpty() ? Float.NaN : finite(names.get(column), value, place));
      }
    }

    @Override
    public Features features() {
      List<String> numericNames = new ArrayList<>();
      for (int column = 0; column < text.length; column++) {
        if (!text[column]) {
          numericNames.add(names.get(column));
        }
      }
      return new Table(
          samples, names, numericNames, numbers.flip(), texts.stream().map(Text::column).toList());
    }
  }

  /** A text column; its vocabulary is in order of appearance. */
  final class Text {

    private final String name;
    private final List<String> vocabulary = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final int[] codes;
    private int rows;

    Text(String name, int samples) {
      this.name = name;
      codes = new int[samples];
    }

    void add(String value) {
      codes[rows++] = value.isEmpty() ? -1 : places.computeIfAbsent(value, this::enter);
    }

    private int enter(String value) {
      vocabulary.add(value);
      return vocabulary.size() - 1;
    }

    CategoricalColumn column() {
      return new CategoricalColumn(name, vocabulary, codes);
    }
  }

  /** All columns together in one tensor. */
  final class OfTensor implements TableColumns {

    private final TensorColumns tensor;
    private final List<String> names;
    private final ByteBuffer data;

    OfTensor(TensorColumns tensor, List<String> names, int samples) {
      this.tensor = tensor;
      this.names = names;
      if (Tensors.values(tensor.shape()) != names.size()) {
        throw new DataException(
            "the tensor "
                + tensor.name()
                + " of shape "
                + tensor.shape()
                + " takes "
                + Tensors.values(tensor.shape())
                + " columns, but the table has "
                + names.size()
                + " feature columns, from "
                + names.get(0)
                + " to "
                + names.get(names.size() - 1));
      }
      data = DirectBuffers.bytes((long) samples * names.size() * type().bytes());
    }

    private ElementType type() {
      return tensor.bytes() ? ElementType.UINT8 : ElementType.FLOAT32;
    }

    @Override
    public void add(int column, String value, Supplier<String> place) {
      String name = names.get(column);
      if (value.isEmpty()) {
        throw new DataException(
            place.get() + ": column " + name + " is missing, but a tensor has to be complete");
      }
      float number = finite(name, value, place);
      if (!tensor.bytes()) {
        data.putFloat(number);
      } else if (number >= 0 && number <= 255 && number == Math.rint(number)) {
        data.put((byte) number);
      } else {
        throw new DataException(
            place.get()
                + ": column "
                + name
                + " is "
                + value
                + ", but bytes are whole numbers from 0 to 255; leave bytes out for others");
      }
    }

    @Override
    public Features features() {
      return new Tensors(tensor.name(), tensor.shape(), type(), tensor.scale(), data.flip());
    }
  }
}
