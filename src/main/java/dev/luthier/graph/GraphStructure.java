package dev.luthier.graph;

import dev.luthier.data.NumericEncoding;
import dev.luthier.nn.Dropout;
import dev.luthier.nn.Exit;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Regularizer;
import dev.luthier.nn.SpatialDropout;
import dev.luthier.optim.Optimizer;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a trial's graph depends on: two trials of equal structure differ at most in seeds, learning
 * rate, dropout rates, strengths of regularizers and what columns are standardized with, which are
 * variables.
 *
 * <p>Layers and optimizers are compared field by field, so one that is new here counts with all
 * that it is made of, until its rates are known here as such.
 */
final class GraphStructure {

  private static final String LEARNING_RATE = "learningRate";

  private final long trainingSamples;

  private GraphStructure(long trainingSamples) {
    this.trainingSamples = trainingSamples;
  }

  /** A value that equals that of every trial which the same graph serves. */
  static Object of(TrialSpec spec) {
    GraphStructure structure = new GraphStructure(spec.trainingSamples());
    Network network = spec.network();
    List<Object> parts = new ArrayList<>();
    for (Node node : network.nodes()) {
      parts.add(
          List.of(
              node.name(),
              structure.parts(node.layer()),
              node.inputs(),
              node.inputShapes(),
              node.outputShape()));
    }
    parts.add(network.inputShapes());
    parts.add(network.model().inputs());
    parts.add(network.model().loss());
    parts.add(network.model().metrics());
    parts.add(network.model().exits().stream().map(Exit::layer).toList());
    parts.add(structure.parts(spec.preprocessing()));
    parts.add(structure.parts(spec.optimization().optimizer()));
    parts.add(spec.optimization().schedule());
    parts.add(spec.optimization().clipping());
    parts.add(spec.batchSize());
    parts.add(spec.trainingSamples());
    parts.add(spec.epochs());
    parts.add(spec.mixup());
    parts.add(spec.accumulation());
    return parts;
  }

  private Object parts(Object value) {
    if (value instanceof Dropout || value instanceof SpatialDropout) {
      return value.getClass();
    }
    if (value instanceof NumericEncoding column) {
      return column.name();
    }
    if (value instanceof Regularizer regularizer) {
      return List.of(regularizer.l1(trainingSamples) != 0, regularizer.l2(trainingSamples) != 0);
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(this::parts);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::parts).toList();
    }
    if (value instanceof Record) {
      return fields(value);
    }
    return value;
  }

  private List<Object> fields(Object value) {
    List<Object> parts = new ArrayList<>(List.of(value.getClass()));
    for (RecordComponent field : value.getClass().getRecordComponents()) {
      if (!(value instanceof Optimizer && field.getName().equals(LEARNING_RATE))) {
        try {
          parts.add(parts(field.getAccessor().invoke(value)));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot read " + field.getName() + " of " + value, e);
        }
      }
    }
    return parts;
  }
}
