package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/** Builds an op of a layer once all of its inputs are known, cast as its {@link CastRules} say. */
final class CastingBuilder implements OperationBuilder {

  /** Of an op that states the type of its result, which is that of its inputs. */
  private static final String RESULT_TYPE = "Tout";

  private final Autocast autocast;
  private final CastRules rule;
  private final boolean exact;
  private final Scope scope;
  private final OperationBuilder builder;
  private final List<Input> inputs = new ArrayList<>();
  private boolean statesType;

  /** One input, or a list of them. */
  private record Input(List<Output<?>> outputs, boolean list) {}

  CastingBuilder(
      Autocast autocast, String type, boolean exact, Scope scope, OperationBuilder builder) {
    this.autocast = autocast;
    this.rule = CastRules.of(type);
    this.exact = exact;
    this.scope = scope;
    this.builder = builder;
  }

  @Override
  public Operation build() {
    List<Output<?>> all = inputs.stream().flatMap(input -> input.outputs().stream()).toList();
    Optional<DataType> type = autocast.type(rule, exact, all);
    for (int i = 0; i < inputs.size(); i++) {
      boolean kept = rule == CastRules.STATISTICS && !exact && i == 0;
      Output<?>[] given =
          inputs.get(i).outputs().stream()
              .map(
                  output ->
                      kept || type.isEmpty() ? output : autocast.cast(scope, output, type.get()))
              .toArray(Output<?>[]::new);
      if (inputs.get(i).list()) {
        builder.addInputList(given);
      } else {
        builder.addInput(given[0]);
      }
    }
    if (statesType) {
      builder.setAttr(RESULT_TYPE, type.orElse(DataType.DT_FLOAT));
    }
    return builder.build();
  }

  @Override
  public OperationBuilder addInput(Output<?> input) {
    inputs.add(new Input(List.of(input), false));
    return this;
  }

  @Override
  public OperationBuilder addInputList(Output<?>[] list) {
    inputs.add(new Input(List.of(list), true));
    return this;
  }

  @Override
  public OperationBuilder addControlInput(Operation control) {
    builder.addControlInput(control);
    return this;
  }

  @Override
  public OperationBuilder setDevice(String device) {
    builder.setDevice(device);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, DataType value) {
    if (name.equals(RESULT_TYPE) && value == DataType.DT_FLOAT) {
      statesType = true;
    } else {
      builder.setAttr(name, value);
    }
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, String[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, String value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, byte[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, long value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, long[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, float value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, float[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, boolean value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, boolean[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, DataType[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Tensor value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Tensor[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Shape value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, Shape[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, ConcreteFunction value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, ConcreteFunction[] value) {
    builder.setAttr(name, value);
    return this;
  }

  @Override
  public OperationBuilder setAttr(String name, AttrValue value) {
    builder.setAttr(name, value);
    return this;
  }
}
