package dev.luthier.data;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings a data set into the layout of a {@link Preprocessing}. */
final class Conformity {

  private final Preprocessing trained;
  private final Dataset other;

  Conformity(Preprocessing trained, Dataset other) {
    this.trained = trained;
    this.other = other;
  }

  Dataset result() {
    Features features = features();
    Optional<Targets> targets = other.targets().map(this::targets);
    return new Dataset(
        other.name(), features, targets, other.testSamples(), other.scaling(), other.digest());
  }

  private Features features() {
    List<FeatureEncoding> wanted = trained.features();
    if (wanted.size() == 1 && wanted.get(0) instanceof TensorEncoding encoding) {
      return tensors(encoding);
    }
    Optional<SoundEncoding> sound = trained.sound();
    if (sound.isPresent()) {
      return sound.get().conform(other);
    }
    if (!(other.features() instanceof Table table)) {
      throw new DataException(
          other.name() + " has no columns, but the model was trained on a table: " + names());
    }
    return table(table);
  }

  private String names() {
    return String.join(", ", trained.features().stream().map(FeatureEncoding::name).toList());
  }

  private TensorFeatures tensors(TensorEncoding wanted) {
    if (!(other.features() instanceof TensorFeatures tensors)) {
      throw new DataException(
          other.name()
              + " is a table, but the model was trained on tensors of shape "
              + wanted.shape());
    }
    if (Tensors.values(wanted.shape()) != tensors.sampleValues()) {
      throw new DataException(
          other.name()
              + " has samples of shape "
              + tensors.shape()
              + ", but the model was trained on "
              + wanted.shape());
    }
    return tensors instanceof StreamedTensors streamed
        ? streamed(streamed, wanted)
        : tensors((Tensors) tensors, wanted);
  }

  private StreamedTensors streamed(StreamedTensors streamed, TensorEncoding wanted) {
    if (wanted.type() == ElementType.UINT8 && streamed.stored().type() != ElementType.UINT8) {
      throw new DataException(
          other.name()
              + " is streamed and has float values, but the model was trained on bytes, whole"
              + " numbers from 0 to 255; write streaming: NEVER in a data file");
    }
    return new StreamedTensors(wanted.name(), wanted.shape(), wanted.type(), streamed.stored());
  }

  private Tensors tensors(Tensors tensors, TensorEncoding wanted) {
    return new Tensors(
        wanted.name(), wanted.shape(), wanted.type(), tensors.scale(), data(tensors, wanted));
  }

  /** The values as the type that was trained on, where that loses nothing. */
  private ByteBuffer data(Tensors tensors, TensorEncoding wanted) {
    if (tensors.type() == wanted.type()) {
      return tensors.data();
    }
    int values = tensors.samples() * tensors.sampleValues();
    ByteBuffer from = tensors.data();
    ByteBuffer to = DirectBuffers.bytes((long) values * wanted.type().bytes());
    for (int i = 0; i < values; i++) {
      if (wanted.type() == ElementType.FLOAT32) {
        to.putFloat(from.get() & 0xFF);
      } else {
        float value = from.getFloat();
        if (value != (int) value || value < 0 || value > 255) {
          throw new DataException(
              other.name()
                  + " has the value "
                  + value
                  + " at sample "
                  + i / tensors.sampleValues()
                  + ", but the model was trained on bytes, whole numbers from 0 to 255");
        }
        to.put((byte) value);
      }
    }
    return to.flip();
  }

  private Table table(Table table) {
    List<Integer> numericColumns = new ArrayList<>();
    List<String> numericNames = new ArrayList<>();
    List<CategoricalColumn> categorical = new ArrayList<>();
    for (FeatureEncoding encoding : trained.features()) {
      if (encoding instanceof NumericEncoding) {
        numericColumns.add(numericColumn(table, encoding.name()));
        numericNames.add(encoding.name());
      } else if (encoding instanceof CategoricalEncoding category) {
        int[] codes = category.codes(categoricalColumn(table, category.name()));
        categorical.add(new CategoricalColumn(category.name(), category.vocabulary(), codes));
      } else if (encoding instanceof TextEncoding text) {
        categorical.add(categoricalColumn(table, text.name()));
      }
    }
    return new Table(
        table.samples(),
        trained.features().stream().map(FeatureEncoding::name).toList(),
        numericNames,
        columns(table, numericColumns),
        categorical);
  }

  private int numericColumn(Table table, String name) {
    int column = table.numericNames().indexOf(name);
    if (column < 0) {
      throw new DataException(
          other.name()
              + (table.categorical().stream().anyMatch(c -> c.name().equals(name))
                  ? " has text in the column " + name + ", which was numeric in training"
                  : " lacks the numeric column " + name + ", which the model was trained on"));
    }
    return column;
  }

  private CategoricalColumn categoricalColumn(Table table, String name) {
    for (CategoricalColumn column : table.categorical()) {
      if (column.name().equals(name)) {
        return column;
      }
    }
    throw new DataException(
        other.name()
            + (table.numericNames().contains(name)
                ? " has numbers in the column " + name + ", which was text in training"
                : " lacks the text column " + name + ", which the model was trained on"));
  }

  private static FloatBuffer columns(Table table, List<Integer> columns) {
    FloatBuffer from = table.numbers();
    int width = table.numericNames().size();
    FloatBuffer to = DirectBuffers.floats((long) table.samples() * columns.size());
    for (int row = 0; row < table.samples(); row++) {
      for (int column : columns) {
        to.put(from.get(row * width + column));
      }
    }
    return to.flip();
  }

  private Targets targets(Targets targets) {
    if (targets instanceof Classes classes) {
      int[] translation = translation(classes.names(), trained.classNames());
      int[] ids = classes.ids().clone();
      for (int row = 0; row < ids.length; row++) {
        int id = translation[ids[row]];
        if (id < 0) {
          throw new DataException(
              other.name()
                  + ": label "
                  + classes.names().get(ids[row])
                  + " at sample "
                  + row
                  + " is outside the classes "
                  + String.join(", ", trained.classNames()));
        }
        ids[row] = id;
      }
      return new Classes(trained.classNames(), ids);
    }
    if (targets instanceof Values values && values.names().size() != trained.targetNames().size()) {
      throw new DataException(
          other.name()
              + " has "
              + values.names().size()
              + " target values a sample, but the model was trained on "
              + trained.targetNames().size());
    }
    return targets;
  }

  /** Place in the second list of each entry of the first; -1 where it is not there. */
  private static int[] translation(List<String> from, List<String> to) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < to.size(); i++) {
      places.put(to.get(i), i);
    }
    return from.stream().mapToInt(value -> places.getOrDefault(value, -1)).toArray();
  }
}
