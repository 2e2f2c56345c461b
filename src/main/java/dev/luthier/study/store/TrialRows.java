package dev.luthier.study.store;

import com.google.errorprone.annotations.CompileTimeConstant;
import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.trial.TrialResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Trials as rows: one in the table {@code trial}, and any number in those of its parameters,
 * reports, folds, figures and further objectives, and at most one in those of origins.
 *
 * @param study id of the study
 */
record TrialRows(Transaction transaction, long study) {

  /** The trials that have changed after a revision, by number. */
  List<StoredTrial> changedSince(long revision) throws SQLException {
    boolean isAny =
        !transaction
            .query(
                "SELECT number FROM trial WHERE study = ? AND revision > ? LIMIT 1",
                row -> true,
                study,
                revision)
            .isEmpty();
    if (!isAny) {
      return List.of();
    }
    Map<Integer, Map<String, Value>> parameters = new HashMap<>();
    readParts(
        "parameter",
        "position",
        revision,
        (number, row) ->
            parameters
                .computeIfAbsent(number, key -> new LinkedHashMap<>())
                .put(
                    row.text("name"),
                    new StoredValue(row.text("kind"), row.text("value")).value()));
    Map<Integer, Map<Long, List<Double>>> otherReports = new HashMap<>();
    readParts(
        "report_objective",
        "position",
        revision,
        (number, row) ->
            otherReports
                .computeIfAbsent(number, key -> new HashMap<>())
                .computeIfAbsent(row.whole("step"), key -> new ArrayList<>())
                .add(row.real("value")));
    Map<Integer, List<Report>> reports = new HashMap<>();
    readParts(
        "report",
        "step",
        revision,
        (number, row) ->
            reports
                .computeIfAbsent(number, key -> new ArrayList<>())
                .add(
                    new Report(
                        row.whole("step"),
                        row.real("value"),
                        otherReports
                            .getOrDefault(number, Map.of())
                            .getOrDefault(row.whole("step"), List.of()))));
    Map<Integer, List<Double>> others = new HashMap<>();
    readParts(
        "trial_objective",
        "position",
        revision,
        (number, row) ->
            others.computeIfAbsent(number, key -> new ArrayList<>()).add(row.real("value")));
    Map<Integer, List<Double>> folds = new HashMap<>();
    readParts(
        "fold",
        "fold",
        revision,
        (number, row) ->
            folds.computeIfAbsent(number, key -> new ArrayList<>()).add(row.real("value")));
    Map<Integer, Origin> origins = new HashMap<>();
    readParts(
        "trial_repeat",
        "original",
        revision,
        (number, row) -> origins.put(number, repeat(number, row.integer("original"))));
    readParts(
        "segment", "number", revision, (number, row) -> origins.put(number, segment(number, row)));
    Map<Integer, Map<String, Double>> figures = new HashMap<>();
    readParts(
        "figure",
        "position",
        revision,
        (number, row) ->
            figures
                .computeIfAbsent(number, key -> new LinkedHashMap<>())
                .put(row.text("name"), row.real("value")));
    return transaction.query(
        """
        SELECT number, state, value, owner, attempts, error, seconds, revision
        FROM trial WHERE study = ? AND revision > ? ORDER BY +number
        """,
        row -> {
          int number = row.integer("number");
          Trial.State state = Trial.State.valueOf(row.text("state"));
          return new StoredTrial(
              new Trial(
                  number,
                  new Assignment(parameters.getOrDefault(number, Map.of())),
                  state,
                  reports.getOrDefault(number, List.of()),
                  value(number, state, row),
                  others.getOrDefault(number, List.of()),
                  Optional.ofNullable(origins.get(number))),
              row.optionalWhole("owner"),
              row.integer("attempts"),
              row.optionalText("error"),
              row.real("seconds"),
              folds.getOrDefault(number, List.of()),
              figures.getOrDefault(number, Map.of()),
              row.whole("revision"));
        },
        study,
        revision);
  }

  private static OptionalDouble value(int number, Trial.State state, Row row) throws SQLException {
    OptionalDouble value = row.optionalReal("value");
    if (state == Trial.State.COMPLETE && value.isEmpty()) {
      throw StoreException.damage(
          "the store is damaged: trial " + number + " is COMPLETE and has no value", null);
    }
    return value;
  }

  private static Segment segment(int number, Row row) throws SQLException {
    OptionalInt parent = row.optionalInteger("parent");
    if (parent.isPresent() && parent.getAsInt() >= number) {
      throw StoreException.damage(
          "the store is damaged: trial " + number + " descends from trial " + parent.getAsInt(),
          null);
    }
    return new Segment(
        row.integer("member"), parent, row.integer("start_epoch"), row.integer("end_epoch"));
  }

  /** Adds what a new trial follows from. */
  void addOrigin(int number, Origin origin) throws SQLException {
    if (origin instanceof Origin.Repeat repeat) {
      transaction.update(
          "INSERT INTO trial_repeat (study, number, original) VALUES (?, ?, ?)",
          study,
          number,
          repeat.original());
      return;
    }
    Segment segment = (Segment) origin;
    transaction.update(
        "INSERT INTO segment (study, number, member, parent, start_epoch, end_epoch)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        study,
        number,
        segment.member(),
        segment.parent().isPresent() ? segment.parent().getAsInt() : null,
        segment.start(),
        segment.end());
  }

  /** Adds the parameters of a new trial. */
  void addParameters(int number, Assignment assignment) throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    assignment
        .values()
        .forEach(
            (name, value) ->
                rows.add(
                    new Object[] {
                      study, number, rows.size(), name, StoredValue.of(value).kind(), value.text()
                    }));
    transaction.updateEach(
        "INSERT INTO parameter (study, number, position, name, kind, value)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        rows);
  }

  private static Origin repeat(int number, int original) {
    if (original < 0 || original >= number) {
      throw StoreException.damage(
          "the store is damaged: trial " + number + " repeats trial " + original, null);
    }
    return new Origin.Repeat(original);
  }

  /** Adds a report, in place of that of the same step and those of later ones. */
  void putReport(int number, Report report) throws SQLException {
    transaction.update(
        "DELETE FROM report WHERE study = ? AND number = ? AND step >= ?",
        study,
        number,
        report.step());
    transaction.update(
        "INSERT INTO report (study, number, step, value) VALUES (?, ?, ?, ?)",
        study,
        number,
        report.step(),
        report.value());
    if (report.others().isEmpty()) {
      return;
    }
    transaction.update(
        "DELETE FROM report_objective WHERE study = ? AND number = ? AND step >= ?",
        study,
        number,
        report.step());
    List<Object[]> rows = new ArrayList<>();
    for (Double value : report.others()) {
      rows.add(new Object[] {study, number, report.step(), rows.size() + 1, value});
    }
    transaction.updateEach(
        "INSERT INTO report_objective (study, number, step, position, value)"
            + " VALUES (?, ?, ?, ?, ?)",
        rows);
  }

  /**
   * Sets the values of the objectives behind the first one, the folds and the figures, in place of
   * those of an earlier result.
   */
  void putFigures(int number, TrialResult result) throws SQLException {
    transaction.update("DELETE FROM trial_objective WHERE study = ? AND number = ?", study, number);
    List<Object[]> others = new ArrayList<>();
    for (Double value : result.others()) {
      others.add(new Object[] {study, number, others.size() + 1, value});
    }
    transaction.updateEach(
        "INSERT INTO trial_objective (study, number, position, value) VALUES (?, ?, ?, ?)", others);
    transaction.update("DELETE FROM fold WHERE study = ? AND number = ?", study, number);
    List<Object[]> folds = new ArrayList<>();
    for (Double value : result.foldValues()) {
      folds.add(new Object[] {study, number, folds.size(), value});
    }
    transaction.updateEach(
        "INSERT INTO fold (study, number, fold, value) VALUES (?, ?, ?, ?)", folds);
    transaction.update("DELETE FROM figure WHERE study = ? AND number = ?", study, number);
    List<Object[]> figures = new ArrayList<>();
    result
        .figures()
        .forEach(
            (name, value) ->
                figures.add(new Object[] {study, number, figures.size(), name, value}));
    transaction.updateEach(
        "INSERT INTO figure (study, number, position, name, value) VALUES (?, ?, ?, ?, ?)",
        figures);
  }

  private interface PartReader {
    void read(int number, Row row) throws SQLException;
  }

  /**
   * Reads the parts, such as reports, of trials that have changed, in the order of a column.
   *
   * <p>The plus signs and the cross join leave SQLite no way but to start at the few trials of the
   * revision's index; for the sake of the order it would go through all.
   */
  private void readParts(
      @CompileTimeConstant String table,
      @CompileTimeConstant String order,
      long revision,
      PartReader reader)
      throws SQLException {
    transaction.query(
        "SELECT part.* FROM trial CROSS JOIN "
            + table
            + " part WHERE part.study = trial.study AND part.number = trial.number"
            + " AND trial.study = ? AND trial.revision > ? ORDER BY +part."
            + order,
        row -> {
          reader.read(row.integer("number"), row);
          return true;
        },
        study,
        revision);
  }
}
