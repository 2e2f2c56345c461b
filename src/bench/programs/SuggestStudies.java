import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.search.Budget;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.search.auto.AutoSampler;
import dev.luthier.search.evolution.CmaEsSampler;
import dev.luthier.search.evolution.NsgaSampler;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/**
 * What {@code luthier suggest} does, for one study after the other in one process, with the lines
 * of {@code search/peers.py}.
 */
final class SuggestStudies {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SuggestStudies() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    AskTell search = null;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode question = MAPPER.readTree(line);
      if (question.has("study")) {
        search = new AskTell(plan(question.get("study")));
      } else if (question.has("ask")) {
        for (int i = 0; i < question.get("ask").intValue(); i++) {
          System.out.println(answer(search));
          System.out.flush();
        }
      } else {
        JsonNode told = question.get("tell");
        JsonNode values = told.path("values");
        search.complete(
            told.get("trial").intValue(),
            values.isArray()
                ? StreamSupport.stream(values.spliterator(), false)
                    .mapToDouble(JsonNode::doubleValue)
                    .toArray()
                : new double[] {told.get("value").doubleValue()});
      }
    }
  }

  private static SearchPlan plan(JsonNode study) {
    List<Parameter> parameters = new ArrayList<>();
    for (JsonNode fields : study.get("space")) {
      Parameter parameter = Parameter.of(fields.get("name").textValue(), domain(fields));
      if (!fields.get("when").isNull()) {
        List<Value> values = new ArrayList<>();
        fields.get("when").get(1).forEach(index -> values.add(category(index.longValue())));
        parameter =
            parameter.when(new Condition.OneOf(fields.get("when").get(0).textValue(), values));
      }
      parameters.add(parameter);
    }
    int trials = study.get("trials").intValue();
    long seed = study.get("seed").longValue();
    return new SearchPlan(
        new SearchSpace(parameters, List.of()),
        Collections.nCopies(study.path("objectives").asInt(1), Goal.MINIMIZE),
        sampler(study.get("sampler").textValue(), trials, seed),
        new Pruner.None(),
        Budget.ofTrials(trials),
        seed,
        false);
  }

  private static Domain domain(JsonNode fields) {
    Scale scale = fields.get("log").booleanValue() ? Scale.LOG : Scale.LINEAR;
    double low = fields.get("low").doubleValue();
    double high = fields.get("high").doubleValue();
    return switch (fields.get("kind").textValue()) {
      case "float" -> FloatRange.of(low, high).withScale(scale);
      case "int" -> IntRange.of((long) low, (long) high).withScale(scale);
      default ->
          new Choice(
              LongStream.range(0, fields.get("size").longValue())
                  .mapToObj(SuggestStudies::category)
                  .toList(),
              false);
    };
  }

  private static Value category(long index) {
    return Value.of("value" + index);
  }

  private static Sampler sampler(String name, int trials, long seed) {
    return switch (name) {
      case "luthier-auto" -> AutoSampler.of(OptionalInt.of(trials), seed);
      case "luthier-gp" -> GaussianProcessSampler.of(seed);
      case "luthier-nsga" -> NsgaSampler.of(seed);
      case "luthier-cma-es" -> CmaEsSampler.of(seed);
      case "luthier-tpe" -> TpeSampler.of();
      case "luthier-random" -> new RandomSampler();
      default -> throw new IllegalArgumentException("no sampler " + name);
    };
  }

  private static ObjectNode answer(AskTell search) {
    long start = System.nanoTime();
    Trial trial = search.ask().orElseThrow();
    ObjectNode answer = MAPPER.createObjectNode().put("trial", trial.number());
    answer.put("seconds", (System.nanoTime() - start) / 1e9);
    ObjectNode parameters = answer.putObject("parameters");
    trial.assignment().values().forEach((name, value) -> put(parameters, name, value));
    return answer;
  }

  private static void put(ObjectNode parameters, String name, Value value) {
    if (value instanceof Value.Whole whole) {
      parameters.put(name, whole.value());
    } else if (value.number().isPresent()) {
      parameters.put(name, value.number().getAsDouble());
    } else {
      parameters.put(name, Integer.parseInt(value.text().substring("value".length())));
    }
  }
}
