package dev.luthier.study.store;

import dev.luthier.search.Value;

/**
 * A parameter's value as it is stored.
 *
 * @param kind {@code whole}, {@code real}, {@code flag} or {@code text}
 * @param text of the value, numbers to the last bit
 */
public record StoredValue(String kind, String text) {

  /** What is to be stored of a value. */
  public static StoredValue of(Value value) {
    return new StoredValue(kind(value), value.text());
  }

  private static String kind(Value value) {
    if (value instanceof Value.Whole) {
      return "whole";
    }
    if (value instanceof Value.Real) {
      return "real";
    }
    return value instanceof Value.Flag ? "flag" : "text";
  }

  /**
   * The value that was stored.
   *
   * @throws StoreException where the kind is none
   * @throws NumberFormatException where the text is no number of the kind
   */
  public Value value() {
    return switch (kind) {
      case "whole" -> Value.of(Long.parseLong(text));
      case "real" -> Value.of(Double.parseDouble(text));
      case "flag" -> Value.of(Boolean.parseBoolean(text));
      case "text" -> Value.of(text);
      default ->
          throw StoreException.damage("the store holds a value of unknown kind " + kind, null);
    };
  }
}
