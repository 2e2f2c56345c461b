package dev.luthier.study.trial;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.luthier.search.Assignment;
import dev.luthier.search.Value;

/** Values of parameters in JSON, by their own types. */
public final class ValueJson {

  private ValueJson() {}

  /** The values of the parameters that are there, by name. */
  public static ObjectNode of(Assignment assignment) {
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    assignment.values().forEach((name, value) -> parameters.set(name, of(value)));
    return parameters;
  }

  /** A whole number, a number, a flag or a text. */
  public static ValueNode of(Value value) {
    if (value instanceof Value.Whole whole) {
      return LongNode.valueOf(whole.value());
    }
    if (value instanceof Value.Real real) {
      return DoubleNode.valueOf(real.value());
    }
    return value instanceof Value.Flag flag
        ? BooleanNode.valueOf(flag.value())
        : TextNode.valueOf(value.text());
  }
}
