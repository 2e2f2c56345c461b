package dev.luthier.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.run.AsciiJson;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.trial.ValueJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines that {@code suggest} takes and gives: one JSON object each.
 *
 * <table>
 * <caption>Questions and answers</caption>
 * <tr><td>{@code {"ask":2}}<td>two lines such as {@code {"trial":0,"parameters":{"units":64}}};
 *     for a paused trial that goes on also {@code "step"}, the last one it told, and for one that is
 *     to be run again with another seed {@code "repeats"}, its number. {@code
 *     {"done":true}} ends the answer where fewer are left
 * <tr><td>{@code {"tell":{"trial":0,"step":3,"value":0.7}}}<td>{@code {"prune":false}}
 * <tr><td>{@code {"tell":{"trial":0,"value":0.9}}}<td>nothing
 * <tr><td>{@code {"tell":{"trial":0,"values":[0.9,1200]}}}, with or without a step, for a study of
 *     several objectives<td>as with one
 * <tr><td>{@code {"tell":{"trial":0,"state":"FAILED"}}}<td>nothing
 * <tr><td>what is wrong<td>{@code {"error":"…"}}
 * </table>
 */
final class AskTellLines {

  /** Characters of a line; a question takes some dozens. */
  static final int LONGEST_LINE = 1 << 16;

  /** Characters of a message, which may quote the line. */
  private static final int LONGEST_MESSAGE = 500;

  private static final int MOST_TRIALS = 1000;
  private static final Set<String> TELL_KEYS = Set.of("trial", "step", "value", "values", "state");

  private static final JsonMapper MAPPER =
      AsciiJson.builder()
          // Python's json module writes NaN and Infinity.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final AskTell search;

  AskTellLines(AskTell search) {
    this.search = search;
  }

  /** Answers a line that was longer than {@link #LONGEST_LINE}. */
  List<String> answerTooLong() {
    return error("the line must have at most " + LONGEST_LINE + " characters, has more");
  }

  /** Answers a line by none, one or several. */
  List<String> answer(String line) {
    if (line.isBlank()) {
      return List.of();
    }
    try {
      return answer(MAPPER.readTree(line)).stream().map(AskTellLines::text).toList();
    } catch (JsonProcessingException e) {
      return error("the line must be a JSON object, is none: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return error(e.getMessage());
    }
  }

  private List<ObjectNode> answer(JsonNode question) {
    if (question.isObject() && question.size() == 1) {
      if (question.has("ask")) {
        return ask(question.get("ask"));
      }
      if (question.has("tell")) {
        return tell(question.get("tell")).stream().toList();
      }
    }
    throw new IllegalArgumentException(
        "the line must be {\"ask\":N} or {\"tell\":{…}}, was " + shown(question));
  }

  private List<ObjectNode> ask(JsonNode count) {
    if (!count.canConvertToExactIntegral()
        || !count.canConvertToInt()
        || count.intValue() < 1
        || count.intValue() > MOST_TRIALS) {
      throw new IllegalArgumentException(
          "ask must be a whole number from 1 to " + MOST_TRIALS + ", was " + shown(count));
    }
    List<ObjectNode> answers = new ArrayList<>();
    for (int i = 0; i < count.intValue(); i++) {
      Optional<Trial> trial = search.ask();
      if (trial.isEmpty()) {
        answers.add(MAPPER.createObjectNode().put("done", true));
        break;
      }
      answers.add(suggestion(trial.get()));
    }
    return answers;
  }

  private static ObjectNode suggestion(Trial trial) {
    ObjectNode answer = MAPPER.createObjectNode().put("trial", trial.number());
    answer.set("parameters", ValueJson.of(trial.assignment()));
    trial.lastReport().ifPresent(report -> answer.put("step", report.step()));
    trial.repeats().ifPresent(original -> answer.put("repeats", original));
    return answer;
  }

  private Optional<ObjectNode> tell(JsonNode told) {
    if (!told.isObject()) {
      throw new IllegalArgumentException("tell must be an object, was " + shown(told));
    }
    for (Iterator<String> keys = told.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!TELL_KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "keys of tell must be trial, step, value, values and state, was " + key);
      }
    }
    int trial = Math.toIntExact(whole(told, "trial", Integer.MAX_VALUE));
    if (told.has("state") && told.size() > 2) {
      throw new IllegalArgumentException(
          "state must stand without step and value, was " + shown(told));
    }
    if (told.has("state")) {
      search.end(trial, state(told.get("state")));
      return Optional.empty();
    }
    double[] values = values(told);
    if (!told.has("step")) {
      search.complete(trial, values);
      return Optional.empty();
    }
    boolean goesOn = search.report(trial, whole(told, "step", Long.MAX_VALUE), values);
    return Optional.of(MAPPER.createObjectNode().put("prune", !goesOn));
  }

  private static long whole(JsonNode told, String key, long most) {
    JsonNode number = told.path(key);
    if (!number.canConvertToExactIntegral()
        || !number.canConvertToLong()
        || number.longValue() < 0
        || number.longValue() > most) {
      throw new IllegalArgumentException(
          key + " must be a whole number of 0 or more, was " + shown(number));
    }
    return number.longValue();
  }

  private static double[] values(JsonNode told) {
    if (!told.has("values")) {
      return new double[] {value(told.path("value"))};
    }
    JsonNode values = told.get("values");
    if (told.has("value") || !values.isArray() || values.size() > History.MOST_OBJECTIVES) {
      throw new IllegalArgumentException(
          "values must be a list of one number an objective, without value, was " + shown(told));
    }
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = value(values.get(i));
    }
    return numbers;
  }

  /** Null is what JavaScript makes of NaN. */
  private static double value(JsonNode value) {
    if (value.isNull()) {
      return Double.NaN;
    }
    if (!value.isNumber()) {
      throw new IllegalArgumentException("value must be a number, was " + shown(value));
    }
    return value.doubleValue();
  }

  private static Trial.State state(JsonNode state) {
    return switch (state.asText()) {
      case "PRUNED" -> Trial.State.PRUNED;
      case "INFEASIBLE" -> Trial.State.INFEASIBLE;
      case "FAILED" -> Trial.State.FAILED;
      default ->
          throw new IllegalArgumentException(
              "state must be \"PRUNED\", \"INFEASIBLE\" or \"FAILED\", was " + shown(state));
    };
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "not there" : node.toString();
  }

  private static List<String> error(String message) {
    String shown =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    return List.of(text(MAPPER.createObjectNode().put("error", shown)));
  }

  private static String text(ObjectNode answer) {
    try {
      return MAPPER.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
