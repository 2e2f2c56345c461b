package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a layer or another object of Keras, read with errors that name it.
 *
 * @param owner by which messages speak of it, such as {@code layer conv}
 * @param kind its class in Keras
 * @param config the fields by name
 * @param build what it was built for, as its {@code build_config} says; may be missing
 */
record Fields(String owner, String kind, JsonNode config, JsonNode build) {

  /** Fields of something that is not built. */
  static Fields of(String owner, String kind, JsonNode config) {
    return new Fields(owner, kind, config, MissingNode.getInstance());
  }

  KerasException error(String problem) {
    return new KerasException(owner + " (" + kind + "): " + problem);
  }

  private KerasException error(String field, String invariant, JsonNode found) {
    return error(field + " must be " + invariant + ", was " + shown(found));
  }

  /** A value in a message: the beginning of it. */
  static String shown(JsonNode value) {
    String text = value.isMissingNode() ? "missing" : value.toString();
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }

  JsonNode get(String field) {
    return config.path(field);
  }

  boolean has(String field) {
    return !get(field).isMissingNode() && !get(field).isNull();
  }

  int integer(String field) {
    return integer(field, get(field));
  }

  private int integer(String field, JsonNode value) {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw error(field, "a whole number", value);
    }
    return value.intValue();
  }

  /** One number or a list of them, as a list. */
  List<Integer> integers(String field) {
    JsonNode value = get(field);
    if (!value.isArray()) {
      return List.of(integer(field, value));
    }
    List<Integer> numbers = new ArrayList<>();
    value.forEach(one -> numbers.add(integer(field, one)));
    return numbers;
  }

  /** A number for both directions, where both are the same. */
  int square(String field) {
    List<Integer> numbers = integers(field);
    if (numbers.isEmpty() || numbers.stream().distinct().count() > 1) {
      throw error(field, "the same in all directions here", get(field));
    }
    return numbers.get(0);
  }

  float number(String field) {
    JsonNode value = get(field);
    if (!value.isNumber() || !Float.isFinite(value.floatValue())) {
      throw error(field, "a number", value);
    }
    return value.floatValue();
  }

  float number(String field, float absent) {
    return has(field) ? number(field) : absent;
  }

  boolean flag(String field, boolean absent) {
    if (!has(field)) {
      return absent;
    }
    if (!get(field).isBoolean()) {
      throw error(field, "true or false", get(field));
    }
    return get(field).booleanValue();
  }

  String text(String field) {
    JsonNode value = get(field);
    if (!value.isTextual()) {
      throw error(field, "a text", value);
    }
    return value.textValue();
  }

  /**
   * Refuses a setting that Luthier's layer does not have.
   *
   * @param allowed its only value that the layer is the same with, also where it is absent
   */
  void require(String field, Object allowed) {
    JsonNode value = get(field);
    boolean same =
        !has(field)
            || (allowed instanceof Number number
                ? everyIs(value, number.doubleValue())
                : allowed instanceof Boolean flag
                    ? value.isBoolean() && value.booleanValue() == flag
                    : value.isTextual() && value.textValue().equals(allowed));
    if (!same) {
      throw error(
          field
              + " must be "
              + allowed
              + " for Luthier's layer, was "
              + shown(value)
              + "; change the layer in Keras and save the model again");
    }
  }

  private static boolean everyIs(JsonNode value, double number) {
    if (!value.isArray()) {
      return value.isNumber() && value.doubleValue() == number;
    }
    for (JsonNode one : value) {
      if (!everyIs(one, number)) {
        return false;
      }
    }
    return true;
  }

  /** Refuses another layout than that of channels last. */
  void requireChannelsLast() {
    require("data_format", "channels_last");
  }

  /** Refuses another axis than the last one of what the layer was built for. */
  void requireLastAxis(String field) {
    List<Integer> axes = integers(field);
    int rank = build.path("input_shape").size();
    if (axes.size() != 1 || (axes.get(0) != -1 && (rank == 0 || axes.get(0) != rank - 1))) {
      throw error(field, "the last one, -1, for Luthier's layer", get(field));
    }
  }
}
