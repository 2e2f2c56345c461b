package dev.luthier.search.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Importances as by Optuna 5.0.0's PED-ANOVA, written by {@code src/test/python/importance.py}, and
 * what has to hold where Optuna has no such domain.
 */
class ImportanceTest {

  @TestFactory
  Stream<DynamicTest> givesOptunasShares() throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/golden/importance.json")) {
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(
              node ->
                  DynamicTest.dynamicTest(node.get("importance").toString(), () -> check(node)));
    }
  }

  private static void check(JsonNode node) {
    List<Parameter> parameters = new ArrayList<>();
    node.get("parameters").forEach(parameter -> parameters.add(parameter(parameter)));
    SearchSpace space = new SearchSpace(parameters, List.of());
    List<Trial> trials = new ArrayList<>();
    for (JsonNode trial : node.get("trials")) {
      JsonNode values = trial.get("values");
      trials.add(
          complete(
              trials.size(),
              space.assign(parameter -> value(parameter, values.get(parameter.name()))),
              trial.get("value").doubleValue()));
    }
    History history = new History(Goal.valueOf(node.get("goal").textValue()), trials);
    Map<String, Double> shares = Importance.of(space, history);

    List<String> expectedOrder = new ArrayList<>();
    node.get("importance").fieldNames().forEachRemaining(expectedOrder::add);
    assertEquals(expectedOrder, List.copyOf(shares.keySet()));
    shares.forEach(
        (name, share) ->
            assertEquals(node.get("importance").get(name).doubleValue(), share, 1e-9, name));
  }

  private static Parameter parameter(JsonNode node) {
    Parameter parameter = Parameter.of(node.get("name").textValue(), domain(node));
    if (!node.has("when")) {
      return parameter;
    }
    List<Value> equals = new ArrayList<>();
    node.get("when").get("equals").forEach(value -> equals.add(Value.of(value.textValue())));
    return parameter.when(
        new Condition.OneOf(node.get("when").get("parameter").textValue(), equals));
  }

  private static Domain domain(JsonNode node) {
    if (node.get("kind").textValue().equals("choice")) {
      List<String> names = new ArrayList<>();
      node.get("values").forEach(value -> names.add(value.textValue()));
      return Choice.of(names.toArray(String[]::new));
    }
    Scale scale = node.get("log").booleanValue() ? Scale.LOG : Scale.LINEAR;
    if (node.get("kind").textValue().equals("int")) {
      return new IntRange(
          node.get("min").longValue(),
          node.get("max").longValue(),
          node.get("step").longValue(),
          scale);
    }
    FloatRange range =
        FloatRange.of(node.get("min").doubleValue(), node.get("max").doubleValue())
            .withScale(scale);
    return node.has("step") ? range.withStep(node.get("step").doubleValue()) : range;
  }

  private static Value value(Parameter parameter, JsonNode value) {
    if (parameter.domain() instanceof Choice) {
      return Value.of(value.textValue());
    }
    return parameter.domain() instanceof IntRange
        ? Value.of(value.longValue())
        : Value.of(value.doubleValue());
  }

  private static Trial complete(int number, Assignment assignment, double value) {
    return new Trial(number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(value));
  }

  private static History drawn(SearchSpace space, int count, Objective objective) {
    Random random = new Random(2);
    List<Trial> trials =
        IntStream.range(0, count)
            .mapToObj(
                number -> {
                  Assignment drawn =
                      space.assign(parameter -> parameter.domain().fromUnit(random.nextDouble()));
                  return complete(number, drawn, objective.value(drawn));
                })
            .toList();
    return new History(Goal.MINIMIZE, trials);
  }

  private interface Objective {
    double value(Assignment assignment);
  }

  @Test
  void seesWhatMattersInDomainsThatOptunaHasNot() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("momentum", FloatRange.of(0.01, 0.999).withScale(Scale.REVERSE_LOG)),
            Parameter.of("width", IntRange.of(16, 512).withScale(Scale.LOG).withStep(2)),
            Parameter.of("rate", FloatRange.of(1e-4, 1).withScale(Scale.LOG).withStep(10)),
            Parameter.of("batch", Choice.of(8, 16, 32, 64)),
            Parameter.of("nesterov", Choice.ofFlags()));
    for (Parameter parameter : space.parameters()) {
      Map<String, Double> shares =
          Importance.of(
              space,
              drawn(
                  space,
                  100,
                  drawn -> parameter.domain().toUnit(drawn.get(parameter.name()).orElseThrow())));
      assertEquals(parameter.name(), shares.keySet().iterator().next());
      assertEquals(1, shares.values().stream().mapToDouble(share -> share).sum(), 1e-12);
    }
  }

  @Test
  void sharesAlikeWhereAllTrialsAreAlike() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("first", Choice.ofFlags()),
            Parameter.of("single", Choice.fixed(Value.of("only"))),
            Parameter.of("second", FloatRange.of(0, 1)));
    assertEquals(
        Map.of("first", 0.5, "second", 0.5, "single", 0.0),
        Importance.of(space, drawn(space, 10, drawn -> 1)));
  }

  @Test
  void givesNothingWhereNothingIsTuned() {
    SearchSpace space = SearchSpace.of(Parameter.of("single", Choice.fixed(Value.of("only"))));
    assertEquals(Map.of("single", 0.0), Importance.of(space, drawn(space, 10, drawn -> 1)));
  }

  @Test
  void refusesTooFewTrials() {
    SearchSpace space = SearchSpace.of(Parameter.of("first", Choice.ofFlags()));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> Importance.of(space, drawn(space, 4, drawn -> Double.POSITIVE_INFINITY)));
    assertEquals(
        "importance needs at least 4 complete trials, there are 0; raise the study's budget",
        refusal.getMessage());
  }
}
