package dev.luthier.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A problem that looks its objective up: a table with a line for each assignment of a grid, as CSV,
 * gzipped. Numbers become ordered choices, texts unordered ones.
 */
final class TabularProblem {

  private TabularProblem() {}

  /**
   * Reads a table.
   *
   * @param parameters how many of the first columns are parameters
   * @param figure the objective is the mean of the columns whose names start with it
   */
  static Problem read(Path file, int parameters, String figure, Goal goal) throws IOException {
    List<Set<String>> texts = new ArrayList<>();
    Map<List<String>, Double> means = new HashMap<>();
    List<String> header;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      header = Arrays.asList(reader.readLine().split(",", -1));
      for (int i = 0; i < parameters; i++) {
        texts.add(new LinkedHashSet<>());
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        List<String> cells = Arrays.asList(line.split(",", -1));
        for (int i = 0; i < parameters; i++) {
          texts.get(i).add(cells.get(i));
        }
        means.put(List.copyOf(cells.subList(0, parameters)), mean(header, cells, figure));
      }
    }
    List<Parameter> space = new ArrayList<>();
    Map<Value, String> cellOf = new HashMap<>();
    for (int i = 0; i < parameters; i++) {
      space.add(Parameter.of(header.get(i), domain(texts.get(i), cellOf)));
    }
    double best =
        means.values().stream().mapToDouble(goal::loss).min().orElseThrow()
            * (goal == Goal.MINIMIZE ? 1 : -1);
    return new Problem(
        file.getFileName().toString().replace(".csv.gz", ""),
        new SearchSpace(space, List.of()),
        goal,
        assignment ->
            means.get(
                assignment.values().values().stream()
                    .map(cellOf::get)
                    .collect(Collectors.toUnmodifiableList())),
        best);
  }

  private static double mean(List<String> header, List<String> cells, String figure) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).startsWith(figure)) {
        sum += Double.parseDouble(cells.get(i));
        count++;
      }
    }
    return sum / count;
  }

  private static Domain domain(Set<String> cells, Map<Value, String> cellOf) {
    boolean isNumber = cells.stream().allMatch(cell -> cell.matches("[0-9.]+(e[-+]?[0-9]+)?"));
    List<Value> values = new ArrayList<>();
    for (String cell : cells) {
      Value value = isNumber ? Value.of(Double.parseDouble(cell)) : Value.of(cell);
      values.add(value);
      String other = cellOf.put(value, cell);
      if (other != null && !other.equals(cell)) {
        throw new IllegalStateException(
            value.text() + " must be written one way, was " + cell + " and " + other);
      }
    }
    if (isNumber) {
      values.sort((a, b) -> Double.compare(a.number().getAsDouble(), b.number().getAsDouble()));
    }
    return new Choice(values, isNumber);
  }
}
