package dev.luthier.study.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.data.Replacement;
import dev.luthier.run.AsciiJson;
import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.store.StoreException;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.StoredValue;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/**
 * The file {@code trial.json} of a trial's directory: what the store has of the trial, to the last
 * bit, so that a store that was damaged can be rebuilt.
 *
 * @param values of all objectives, in their order; empty where there is none
 * @param error null where there is none
 * @param repeats the trial that it repeats; null where it repeats none
 * @param segment null where it is a training of its own
 */
record TrialRecord(
    int trial,
    Trial.State state,
    List<Double> values,
    List<Given> parameters,
    List<Report> reports,
    List<Double> foldValues,
    Map<String, Double> figures,
    int attempts,
    String error,
    double seconds,
    Integer repeats,
    @JsonInclude(JsonInclude.Include.NON_NULL) Part segment) {

  private static final ObjectMapper JSON = AsciiJson.builder().build();

  /** A parameter's value, as the store has it. */
  record Given(String name, String kind, String value) {}

  /**
   * A {@link Segment}.
   *
   * @param parent null where it begins anew
   */
  record Part(int member, Integer parent, int start, int end) {

    private static Part of(Segment segment) {
      return new Part(
          segment.member(),
          segment.parent().isPresent() ? Integer.valueOf(segment.parent().getAsInt()) : null,
          segment.start(),
          segment.end());
    }

    private Segment segment() {
      return new Segment(
          member, parent == null ? OptionalInt.empty() : OptionalInt.of(parent), start, end);
    }
  }

  private static TrialRecord of(StoredTrial stored) {
    Trial trial = stored.trial();
    List<Given> parameters = new ArrayList<>();
    trial
        .assignment()
        .values()
        .forEach(
            (name, value) ->
                parameters.add(new Given(name, StoredValue.of(value).kind(), value.text())));
    return new TrialRecord(
        trial.number(),
        trial.state(),
        DoubleStream.of(trial.values()).boxed().toList(),
        parameters,
        trial.reports(),
        stored.foldValues(),
        stored.figures(),
        stored.attempts(),
        stored.error().orElse(null),
        stored.seconds(),
        trial.repeats().isPresent() ? trial.repeats().getAsInt() : null,
        trial.segment().map(Part::of).orElse(null));
  }

  private static Path file(Path directory) {
    return directory.resolve("trial.json");
  }

  /** Writes the file anew. It is not forced to the disk: the store is. */
  static void write(Path directory, StoredTrial stored) throws IOException {
    Files.createDirectories(directory);
    byte[] json = JSON.writeValueAsBytes(of(stored));
    Replacement.ofFile(file(directory), false, unfinished -> Files.write(unfinished, json));
  }

  /**
   * Reads the trial back. One that was running waits to be gone on with.
   *
   * @param number of the trial
   * @param space of the study
   * @return empty where there is no file, or it is damaged
   * @throws IOException where it cannot be read
   */
  static Optional<StoredTrial> read(Path directory, int number, SearchSpace space)
      throws IOException {
    if (!Files.isRegularFile(file(directory))) {
      return Optional.empty();
    }
    try {
      TrialRecord record = JSON.readValue(Files.readAllBytes(file(directory)), TrialRecord.class);
      return record == null || record.trial != number
          ? Optional.empty()
          : Optional.of(record.stored(space));
    } catch (JsonProcessingException
        | CharConversionException
        | StoreException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private StoredTrial stored(SearchSpace space) {
    require(state != null && values != null && parameters != null && reports != null);
    require(foldValues != null && figures != null && attempts > 0);
    boolean hasValue = state == Trial.State.COMPLETE || state == Trial.State.PRUNED;
    require(values.isEmpty() != hasValue && !values.contains(null));
    require(error != null || (state != Trial.State.FAILED && state != Trial.State.INFEASIBLE));
    require(!foldValues.contains(null) && !figures.containsValue(null));
    require(repeats == null || (repeats >= 0 && repeats < trial));
    require(segment == null || segment.parent == null || segment.parent < trial);
    for (int i = 0; i < reports.size(); i++) {
      require(reports.get(i) != null);
      require(i == 0 || reports.get(i - 1).step() < reports.get(i).step());
    }
    return new StoredTrial(
        new Trial(
            trial,
            assignment(space),
            state == Trial.State.RUNNING ? Trial.State.WAITING : state,
            reports,
            hasValue ? OptionalDouble.of(values.get(0)) : OptionalDouble.empty(),
            hasValue ? values.subList(1, values.size()) : List.of(),
            origin()),
        OptionalLong.empty(),
        attempts,
        Optional.ofNullable(error),
        seconds,
        foldValues,
        figures,
        0);
  }

  private Optional<Origin> origin() {
    require(repeats == null || segment == null);
    return repeats != null
        ? Optional.of(new Origin.Repeat(repeats))
        : Optional.ofNullable(segment).map(Part::segment);
  }

  private Assignment assignment(SearchSpace space) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Given given : parameters) {
      require(given != null && given.kind != null && given.value != null && given.name != null);
      Value each = new StoredValue(given.kind, given.value).value();
      require(
          space
              .parameter(given.name)
              .filter(parameter -> parameter.domain().contains(each))
              .isPresent());
      values.put(given.name, each);
    }
    return new Assignment(values);
  }

  private void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not a record of trial " + trial);
    }
  }
}
