package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Ops of a function that run only where a scalar says so: an {@code If} with an empty other branch.
 */
final class ConditionalStep {

  private static final String ARGUMENT = "argument_";

  /** Adds what runs if the condition holds, given the arguments in the function that it runs in. */
  @FunctionalInterface
  interface Branch {
    List<Op> add(FunctionBody body, List<Operand<TFloat32>> arguments);
  }

  private ConditionalStep() {}

  /**
   * Adds the condition to a function.
   *
   * @param name of the function that runs if it holds
   * @param arguments values that the branch reads
   * @return the op that has run when the branch has, or was passed over
   */
  static Op add(
      FunctionBody body,
      Ops tf,
      Handles handles,
      String name,
      Operand<TBool> condition,
      List<Operand<TFloat32>> arguments,
      Branch branch) {
    List<String> captures;
    try (FunctionBody then = new FunctionBody(name);
        FunctionBody otherwise = new FunctionBody(name + "_not")) {
      List<Op> ops = branch.add(then, arguments(then, arguments));
      then.result("done", then.tf().withControlDependencies(ops).constant(true));
      captures = then.captures();
      body.uses(then.toFunctions(captures, false));
      arguments(otherwise, arguments);
      otherwise.result("done", otherwise.tf().constant(false));
      body.uses(otherwise.toFunctions(captures, false));
    }
    OperationBuilder builder = tf.scope().opBuilder("If", "If");
    builder.addInput(condition.asOutput());
    List<Output<?>> inputs = new ArrayList<>();
    arguments.forEach(argument -> inputs.add(argument.asOutput()));
    captures.forEach(variable -> inputs.add(handles.get(variable).asOutput()));
    builder.addInputList(inputs.toArray(Output<?>[]::new));
    builder.setAttr("Tout", new DataType[] {DataType.DT_BOOL});
    builder.setAttr("then_branch", function(name));
    builder.setAttr("else_branch", function(name + "_not"));
    // As the loop around it.
    builder.setAttr("_lower_using_switch_merge", true);
    Output<TBool> done = builder.build().output(0);
    return tf.identity(done);
  }

  private static List<Operand<TFloat32>> arguments(
      FunctionBody body, List<Operand<TFloat32>> outside) {
    List<Operand<TFloat32>> arguments = new ArrayList<>();
    for (int i = 0; i < outside.size(); i++) {
      arguments.add(body.argument(ARGUMENT + i, TFloat32.class, outside.get(i).shape()));
    }
    return arguments;
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }
}
