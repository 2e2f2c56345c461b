package dev.luthier.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What is tuned.
 *
 * @param name unique in a space
 * @param domain its values
 * @param conditions all have to hold for the parameter to be there; empty for one that always is
 */
public record Parameter(String name, Domain domain, List<Condition> conditions) {

  public Parameter {
    conditions = List.copyOf(conditions);
    if (name.isBlank()) {
      throw new IllegalArgumentException("name must not be empty; write such as \"units\"");
    }
  }

  /** A parameter that is always there. */
  public static Parameter of(String name, Domain domain) {
    return new Parameter(name, domain, List.of());
  }

  /** The same, there only while a condition holds, beside those that it has. */
  public Parameter when(Condition condition) {
    List<Condition> all = new ArrayList<>(conditions);
    all.add(condition);
    return new Parameter(name, domain, all);
  }
}
