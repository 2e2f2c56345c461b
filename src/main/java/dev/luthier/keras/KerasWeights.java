package dev.luthier.keras;

import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a model in a file of HDF5, as Keras lays them out.
 *
 * <p>A file of HDF5 can point to other files and unpack to any size. Links are not followed, and
 * only values that lie in the file as they are, in the shape that the model has, are read.
 */
final class KerasWeights implements AutoCloseable {

  /**
   * Where a variable lies.
   *
   * @param variable its name in Luthier's layer
   * @param path in the file
   */
  record Place(String variable, String path) {}

  private final Path file;
  private final HdfFile hdf;

  private KerasWeights(Path file, HdfFile hdf) {
    this.file = file;
    this.hdf = hdf;
  }

  /** Opens a file, which is deleted when this is closed. */
  static KerasWeights open(Path file) throws IOException {
    try {
      return new KerasWeights(file, hdf(file));
    } catch (RuntimeException | StackOverflowError e) {
      throw unreadable(e);
    }
  }

  /**
   * The reader takes memory for whatever length a header names before it looks whether the file has
   * so much: up to 2 GiB. Of a mapped file it takes none.
   */
  private static HdfFile hdf(Path file) throws IOException {
    if (Files.size(file) > Integer.MAX_VALUE) {
      return new HdfFile(file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  /**
   * Reads all weights and states of a network.
   *
   * @param places of each layer's variables, by the layer's name
   * @return values by full name, row-major
   */
  Map<String, float[]> read(Network network, Map<String, List<Place>> places) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        if (variable.role() != Variable.Role.RATE) {
          Place place = place(node, variable, places.getOrDefault(node.name(), List.of()));
          weights.put(node.name() + "/" + variable.name(), read(node, variable, place));
        }
      }
    }
    return weights;
  }

  private static Place place(Node node, Variable variable, List<Place> places) {
    return places.stream()
        .filter(place -> place.variable().equals(variable.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "layer " + node.name() + " has no place for " + variable.name()));
  }

  private float[] read(Node node, Variable variable, Place place) {
    try {
      Dataset dataset = dataset(place.path());
      long[] expected = variable.shape().asArray();
      long[] found = dataset.getDimensionsAsLong();
      if (!Arrays.equals(expected, found)) {
        throw new KerasException(
            "layer "
                + node.name()
                + ": "
                + variable.name()
                + " must have the shape "
                + Arrays.toString(expected)
                + ", in model.weights.h5 "
                + place.path()
                + " has "
                + Arrays.toString(found));
      }
      DataLayout layout = dataset.getDataLayout();
      if (layout != DataLayout.CONTIGUOUS && layout != DataLayout.COMPACT) {
        throw new KerasException(
            place.path() + " in model.weights.h5 must be stored as Keras does, was " + layout);
      }
      return floats(dataset, place);
    } catch (KerasException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw unreadable(e);
    }
  }

  private static float[] floats(Dataset dataset, Place place) {
    Object values = dataset.getDataFlat();
    if (values instanceof float[] floats) {
      return floats;
    }
    if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    throw new KerasException(
        place.path()
            + " in model.weights.h5 must hold floating-point numbers, was "
            + dataset.getJavaType()
            + "; quantized models cannot be imported");
  }

  private Dataset dataset(String path) {
    Group group = hdf;
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length; i++) {
      io.jhdf.api.Node child = group.getChild(names[i]);
      if (child == null) {
        throw new KerasException("model.weights.h5 has no " + path);
      }
      if (child.isLink()) {
        throw new KerasException(
            "model.weights.h5 has a link at " + path + "; links are not followed");
      }
      if (i == names.length - 1 && child instanceof Dataset dataset) {
        return dataset;
      }
      if (!(child instanceof Group inner)) {
        break;
      }
      group = inner;
    }
    throw new KerasException("model.weights.h5 has no values at " + path);
  }

  /** A damaged file is told of by the reader in many ways, none of them its own fault. */
  private static KerasException unreadable(Throwable problem) {
    String reason =
        Optional.ofNullable(problem.getMessage())
            .flatMap(message -> message.lines().findFirst())
            .orElse("it is damaged");
    return new KerasException(
        "model.weights.h5 cannot be read"
            + (problem instanceof StackOverflowError ? ": it leads in a circle" : ": " + reason),
        problem);
  }

  @Override
  public void close() throws IOException {
    hdf.close();
    Files.deleteIfExists(file);
  }
}
