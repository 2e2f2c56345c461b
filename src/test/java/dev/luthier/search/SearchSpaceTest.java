package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {

  private static final Parameter KIND = Parameter.of("kind", Choice.of("a", "b"));
  private static final Parameter WIDTH = Parameter.of("width", IntRange.of(1, 3));

  @Test
  void namesAreUnique() {
    refused("name of a parameter must be unique, kind is there twice", KIND, WIDTH, KIND);
  }

  @Test
  void conditionsLookAtEarlierParameters() {
    Parameter conditional = WIDTH.when(Spaces.equal("kind", "a"));
    refused("when of parameter width must look at an earlier parameter", conditional, KIND);
    refused("when of parameter width must look at an earlier parameter", conditional);
    refused(
        "when of parameter kind must look at an earlier parameter",
        KIND.when(Spaces.equal("kind", "a")));
    refused(
        "when of parameter kind must look at an earlier parameter",
        KIND.when(new Condition.Between("width", 1, 2)),
        conditional);
  }

  @Test
  void conditionsNameValuesOfTheirParameter() {
    refused(
        "equals must be a value of parameter kind, was c",
        KIND,
        WIDTH.when(Spaces.equal("kind", "c")));
    refused(
        "equals must be a value of parameter width, was 2",
        WIDTH,
        KIND.when(Spaces.equal("width", "2")));
    refused(
        "at_least must be about a parameter of numbers, was about kind",
        KIND,
        WIDTH.when(new Condition.Between("kind", 1, 2)));
  }

  @Test
  void containsExactlyTheParametersThatAreThere() {
    SearchSpace space = Spaces.conditional();
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("optimizer", Value.of("rmsprop"));
    values.put("rate", Value.of(1e-3));
    values.put("momentum", Value.of(0.3));
    values.put("schedule", Value.of("cosine"));
    assertFalse(space.contains(new Assignment(values)), "without restarts");
    values.put("restarts", Value.of(2));
    assertTrue(space.contains(new Assignment(values)));
    values.put("momentum", Value.of(0.2));
    assertFalse(space.contains(new Assignment(values)), "schedule and restarts are off");
    values.remove("schedule");
    assertFalse(space.contains(new Assignment(values)), "restarts is off, two levels up");
    values.remove("restarts");
    assertTrue(space.contains(new Assignment(values)));
    values.put("other", Value.of(1));
    assertFalse(space.contains(new Assignment(values)), "not of the space");
    values.remove("other");
    values.put("rate", Value.of(1.0));
    assertFalse(space.contains(new Assignment(values)), "rate out of bounds");
    assertFalse(space.contains(Assignment.empty()));
    assertTrue(SearchSpace.of().contains(Assignment.empty()));
  }

  @Test
  void allConditionsHaveToHold() {
    SearchSpace space =
        SearchSpace.of(
            KIND,
            WIDTH,
            Parameter.of("depth", IntRange.of(1, 2))
                .when(Spaces.equal("kind", "a"))
                .when(new Condition.Between("width", 2, 3)));
    assertEquals(
        Set.of("kind", "width", "depth"),
        space.fromUnit(new double[] {0.1, 0.9, 0.5}).values().keySet());
    assertEquals(
        Set.of("kind", "width"), space.fromUnit(new double[] {0.9, 0.9, 0.5}).values().keySet());
    assertEquals(
        Set.of("kind", "width"), space.fromUnit(new double[] {0.1, 0.1, 0.5}).values().keySet());
    assertThrows(IllegalArgumentException.class, () -> space.fromUnit(new double[] {0.1}));
  }

  @Test
  void conditionsReadAsAPersonWouldWriteThem() {
    double none = Double.POSITIVE_INFINITY;
    assertEquals("1 <= layers", new Condition.Between("layers", 1, none).text());
    assertEquals("0.25 <= rate <= 1", new Condition.Between("rate", 0.25, 1).text());
    assertEquals("rate <= 1.0E300", new Condition.Between("rate", -none, 1e300).text());
  }

  @Test
  void feasibleIsWhatKeepsAllConstraints() {
    SearchSpace space = Spaces.constrained();
    assertTrue(space.isFeasible(space.fromUnit(new double[] {0.9, 0.5, 0.1})));
    assertFalse(space.isFeasible(space.fromUnit(new double[] {0.9, 0.5, 0.7})));
    assertFalse(space.isFeasible(space.fromUnit(new double[] {0.1, 0.5, 0.1})));
  }

  @Test
  void boundIsTheProductOfAllSizes() {
    assertEquals(OptionalLong.of(12), Spaces.finite().bound());
    assertEquals(OptionalLong.of(1), SearchSpace.of().bound());
    assertEquals(OptionalLong.empty(), Spaces.mixed().bound());
    IntRange wide = IntRange.of(1, 1L << 40);
    assertEquals(
        OptionalLong.empty(),
        SearchSpace.of(Parameter.of("x", wide), Parameter.of("y", wide)).bound());
    assertEquals("float", Spaces.mixed().continuous().orElseThrow().name());
    assertTrue(Spaces.finite().continuous().isEmpty());
  }

  @Test
  void assignmentsAreEqualByValueInAnyOrderAndHashWell() {
    Assignment one = new Assignment(Map.of("a", Value.of(1), "b", Value.of(2)));
    Map<String, Value> reversed = new LinkedHashMap<>();
    reversed.put("b", Value.of(2));
    reversed.put("a", Value.of(1));
    assertEquals(one, new Assignment(reversed));
    assertEquals(one.hashCode(), new Assignment(reversed).hashCode());
    Set<Integer> hashes = new HashSet<>();
    Grid.assignments(Spaces.thirtyFlags()).limit(8192).forEach(any -> hashes.add(any.hashCode()));
    assertTrue(hashes.size() > 8150, hashes.size() + " hashes of 8192 assignments");
  }

  @Test
  void historyKnowsTheEarliestOfTheBest() {
    List<Trial> trials =
        List.of(complete(0, 2), complete(1, 3), complete(2, 1), complete(3, 1), complete(4, 3));
    assertEquals(2, new History(Goal.MINIMIZE, trials).best().orElseThrow().number());
    assertEquals(1, new History(Goal.MAXIMIZE, trials).best().orElseThrow().number());
    assertTrue(Goal.MINIMIZE.isBetter(1, Double.NaN));
    assertFalse(Goal.MAXIMIZE.isBetter(Double.NaN, 1));
    List<Trial> withNan = List.of(complete(0, Double.NaN), complete(1, 5));
    assertEquals(1, new History(Goal.MINIMIZE, withNan).best().orElseThrow().number());
  }

  private static Trial complete(int number, double value) {
    return new SamplerContract.Outcome(Trial.State.COMPLETE, value)
        .trial(number, Assignment.empty());
  }

  private static void refused(String message, Parameter... parameters) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> SearchSpace.of(parameters));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}
