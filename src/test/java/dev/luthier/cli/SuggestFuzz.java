package dev.luthier.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.spec.StudyFile;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lines of {@code suggest}, all of which are answered. */
public final class SuggestFuzz implements FuzzTarget {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<SearchPlan> plans = new ArrayList<>();

  public SuggestFuzz(Path directory) {
    for (String pruner : List.of("none {}", "asha {}", "hyperband {}", "median {}")) {
      plans.add(
          SearchPlan.of(
              StudyFile.parse(directory.resolve("study").toString(), text(pruner), List.of())));
    }
  }

  private static String text(String pruner) {
    return """
    name: "asked"
    model: "%s"
    data { path: "iris" validation_fraction: 0.2 }
    objective { metric: "validation/accuracy" goal: MAXIMIZE }
    parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-3 max: 1e-1 } }
    parameter { name: "batch" path: "training.batch_size" choice { number: [16, 64] } }
    sampler { random {} }
    pruner { %s }
    budget { trials: 30 }
    """
        .formatted(Path.of("graphs/iris_logistic.textproto").toAbsolutePath(), pruner);
  }

  @Override
  public List<byte[]> seeds() {
    return Stream.of(
            """
            {"ask":2}
            {"tell":{"trial":0,"step":3,"value":0.7}}
            {"tell":{"trial":0,"value":0.9}}
            {"tell":{"trial":1,"state":"FAILED"}}
            """,
            """
            {"ask":9}
            {"tell":{"trial":0,"step":1,"value":0.7}}
            {"tell":{"trial":1,"step":1,"value":0.8}}
            {"tell":{"trial":2,"step":9223372036854775807,"value":NaN}}
            {"tell":{"trial":2,"state":"PRUNED"}}
            {"ask":1000}
            """,
            "{\"ask\":1}\n\n[{},[]]\n{\"tell\":{\"trial\":0,\"step\":1,\"value\":null}}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public List<String> words() {
    return List.of(
        "{\"ask\":1}\n",
        "\"step\":",
        "\"value\":",
        "\"trial\":",
        "\"state\":",
        "\"INFEASIBLE\"",
        "\"PRUNED\"",
        "NaN",
        "Infinity",
        "null",
        "{",
        "}",
        "[",
        "]",
        "\n",
        "\\u0000",
        "\"");
  }

  @Override
  public void read(byte[] input) throws IOException {
    List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
    AskTellLines answers = new AskTellLines(new AskTell(plans.get(lines.size() % plans.size())));
    for (String line : lines) {
      for (String answer : answers.answer(line)) {
        if (!MAPPER.readTree(answer).isObject() || answer.indexOf('\n') >= 0) {
          throw new AssertionError("the answer is no line with a JSON object: " + answer);
        }
      }
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return false;
  }

  @Override
  public long allowance(int inputBytes) {
    return (64L << 20) + (256L << 10) * inputBytes;
  }
}
