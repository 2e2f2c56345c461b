package dev.luthier.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Search spaces of every kind, made anew at each call. */
public final class Spaces {

  private Spaces() {}

  /** One that keeps a number no greater than another. */
  public record NoGreater(String smaller, String greater) implements Constraint {
    @Override
    public boolean holds(Assignment assignment) {
      return assignment.get(smaller).isEmpty()
          || assignment.get(greater).isEmpty()
          || assignment.number(smaller) <= assignment.number(greater);
    }

    @Override
    public String text() {
      return smaller + " <= " + greater;
    }
  }

  /** By name: each kind of domain alone, then mixed, conditional, constrained and large ones. */
  static Map<String, SearchSpace> all() {
    Map<String, SearchSpace> spaces = new LinkedHashMap<>();
    for (Map.Entry<String, Domain> domain : domains().entrySet()) {
      spaces.put(domain.getKey(), SearchSpace.of(Parameter.of("x", domain.getValue())));
    }
    spaces.put("mixed", mixed());
    spaces.put("finite", finite());
    spaces.put("conditional to depth 3", conditional());
    spaces.put("finite and conditional", finiteConditional());
    spaces.put("constrained", constrained());
    spaces.put("single values", singleValues());
    spaces.put("30 parameters", thirtyParameters());
    spaces.put("30 flags", thirtyFlags());
    return spaces;
  }

  /** Every kind of domain. */
  static Map<String, Domain> domains() {
    Map<String, Domain> domains = new LinkedHashMap<>();
    domains.put("float", FloatRange.of(-3, 5));
    domains.put("float with step", FloatRange.of(0, 1).withStep(0.1));
    domains.put("float with step that misses the maximum", FloatRange.of(0, 1).withStep(0.03));
    domains.put("log float", FloatRange.of(1e-6, 1e-1).withScale(Scale.LOG));
    domains.put(
        "log float with step", FloatRange.of(1e-4, 1e4).withScale(Scale.LOG).withStep(1.25));
    domains.put("reverse log float", FloatRange.of(1e-3, 0.999).withScale(Scale.REVERSE_LOG));
    domains.put("int", IntRange.of(-7, 40));
    domains.put("int with step", IntRange.of(32, 520).withStep(32));
    domains.put("log int", IntRange.of(1, 1000).withScale(Scale.LOG));
    domains.put("log int with step", IntRange.of(1, 1L << 30).withScale(Scale.LOG).withStep(2));
    domains.put(
        "choice",
        Choice.of(IntStream.range(0, 20).mapToObj(index -> "n" + index).toArray(String[]::new)));
    domains.put(
        "ordered choice",
        Choice.of(IntStream.range(0, 20).mapToDouble(index -> index * index).toArray()));
    return domains;
  }

  /** Every kind of domain together. */
  public static SearchSpace mixed() {
    List<Parameter> parameters = new ArrayList<>();
    domains().forEach((name, domain) -> parameters.add(Parameter.of(name, domain)));
    parameters.add(Parameter.of("flag", Choice.ofFlags()));
    parameters.add(Parameter.of("fixed", Choice.fixed(Value.of("same"))));
    return new SearchSpace(parameters, List.of());
  }

  /** Of 12 assignments. */
  public static SearchSpace finite() {
    return SearchSpace.of(
        Parameter.of("kind", Choice.of("a", "b")),
        Parameter.of("width", IntRange.of(1, 3)),
        Parameter.of("flag", Choice.ofFlags()));
  }

  /** A parameter that hangs on one that hangs on one that hangs on one. */
  public static SearchSpace conditional() {
    return SearchSpace.of(
        Parameter.of("optimizer", Choice.of("adam", "rmsprop")),
        Parameter.of("rate", FloatRange.of(1e-4, 1e-1).withScale(Scale.LOG)),
        Parameter.of("momentum", FloatRange.of(0, 0.99)).when(equal("optimizer", "rmsprop")),
        Parameter.of("schedule", Choice.of("none", "cosine"))
            .when(new Condition.Between("momentum", 0.3, Double.POSITIVE_INFINITY)),
        Parameter.of("restarts", IntRange.of(1, 4)).when(equal("schedule", "cosine")));
  }

  /** Of 1 + 3 · (1 + 2) = 10 assignments, though the product of all values is 24. */
  public static SearchSpace finiteConditional() {
    return SearchSpace.of(
        Parameter.of("regularizer", Choice.of("none", "l2")),
        Parameter.of("strength", FloatRange.of(0.1, 0.3).withStep(0.1))
            .when(equal("regularizer", "l2")),
        Parameter.of("decay", Choice.ofFlags()).when(equal("regularizer", "l2")),
        Parameter.of("start", IntRange.of(1, 2))
            .when(new Condition.OneOf("decay", List.of(Value.of(true)))));
  }

  /** Widths that must not grow, one part in about six of the product. */
  public static SearchSpace constrained() {
    return new SearchSpace(
        List.of(
            Parameter.of("first", IntRange.of(8, 64).withStep(8)),
            Parameter.of("second", IntRange.of(8, 64).withStep(8)),
            Parameter.of("third", FloatRange.of(8, 64).withStep(0.5))),
        List.of(new NoGreater("second", "first"), new NoGreater("third", "second")));
  }

  /** Nothing to choose but one float's step. */
  static SearchSpace singleValues() {
    return SearchSpace.of(
        Parameter.of("units", IntRange.of(5, 5)),
        Parameter.of("log units", IntRange.of(7, 7).withScale(Scale.LOG)),
        Parameter.of("rate", FloatRange.of(0.5, 0.5)),
        Parameter.of("log rate", FloatRange.of(0.25, 0.25).withScale(Scale.LOG)),
        Parameter.of("reverse rate", FloatRange.of(0.25, 0.25).withScale(Scale.REVERSE_LOG)),
        Parameter.of("step rate", FloatRange.of(0.5, 0.6).withStep(1)),
        Parameter.of("kind", Choice.of("only")),
        Parameter.of("depth", IntRange.of(1, 20)));
  }

  static SearchSpace thirtyParameters() {
    return new SearchSpace(
        IntStream.range(0, 30)
            .mapToObj(
                index ->
                    Parameter.of(
                        "x" + index,
                        switch (index % 3) {
                          case 0 -> FloatRange.of(0, 1);
                          case 1 -> IntRange.of(1, 100);
                          default -> Choice.of("a", "b", "c");
                        }))
            .toList(),
        List.of());
  }

  static SearchSpace thirtyFlags() {
    return new SearchSpace(
        IntStream.range(0, 30)
            .mapToObj(index -> Parameter.of("flag" + index, Choice.ofFlags()))
            .toList(),
        List.of());
  }

  static Condition equal(String parameter, String value) {
    return new Condition.OneOf(parameter, List.of(Value.of(value)));
  }

  /** Whether a grid can go through a space: no domain is continuous. */
  static boolean isFinite(SearchSpace space) {
    return space.parameters().stream().allMatch(parameter -> parameter.domain().size().isPresent());
  }
}
