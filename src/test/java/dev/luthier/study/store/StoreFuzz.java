package dev.luthier.study.store;

import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.fuzz.Parts;
import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Segment;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.trial.TrialResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import org.sqlite.JDBC;

/** Stores in SQLite files: bytes of the file are changed, or values in its rows. */
public final class StoreFuzz implements FuzzTarget {

  private static final int VALUES = 1;

  private static final List<String> COLUMNS =
      List.of(
          "trial.number",
          "trial.state",
          "trial.value",
          "trial.owner",
          "trial.attempts",
          "trial.error",
          "trial.seconds",
          "trial.revision",
          "parameter.name",
          "parameter.kind",
          "parameter.value",
          "report.step",
          "report.value",
          "trial_objective.value",
          "segment.member",
          "segment.parent",
          "segment.start_epoch",
          "segment.end_epoch",
          "report_objective.value",
          "fold.value",
          "figure.name",
          "figure.value",
          "study.definition",
          "study.seconds",
          "study.name",
          "schema_version.version",
          "owner.host",
          "owner.process",
          "trial_repeat.original");

  private final Path file;
  private final byte[] valid;

  public StoreFuzz(Path directory) throws IOException {
    file = directory.resolve("study.db");
    write();
    valid = Files.readAllBytes(file);
  }

  private void write() {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("units", Value.of(64));
    values.put("rate", Value.of(0.001));
    values.put("flag", Value.of(true));
    values.put("optimizer", Value.of("adam"));
    TrialStore store = TrialStores.create(new StoreLocation.SqliteFile(file), "any", "text");
    Owner owner = store.join("host", 1, "now");
    store.create(owner, 0, new Assignment(values));
    store.report(owner, 0, new Report(1, 0.5));
    store.end(
        owner,
        0,
        new TrialResult(
            Trial.State.COMPLETE,
            OptionalDouble.of(0.75),
            List.of(0.5, 1.0),
            Map.of("loss", 0.5),
            Optional.empty(),
            1.5));
    store.create(owner, 1, new Assignment(values), Optional.of(new Origin.Repeat(0)));
    store.create(
        owner, 2, new Assignment(values), Optional.of(new Segment(0, OptionalInt.of(0), 1, 2)));
    store.close();
  }

  @Override
  public List<byte[]> seeds() {
    byte[] value = "2".getBytes(StandardCharsets.UTF_8);
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Parts.of(VALUES));
    for (int column = 0; column < COLUMNS.size(); column++) {
      ByteArrayOutputStream change = new ByteArrayOutputStream();
      change.write(VALUES);
      change.writeBytes(Parts.of(column, value, new byte[0]));
      seeds.add(change.toByteArray());
    }
    // The places of pieces of the file, their lengths in two bytes, and the pieces.
    seeds.add(new byte[] {0, 0, 100, 0, 2, 0, 1});
    seeds.add(new byte[] {0, 17, 0, 0, 3, 13, 0, 7, 65, 9, 0, 2, 1, 1});
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "NaN",
        "Infinity",
        "RUNNING",
        "PAUSED",
        "COMPLETE",
        "whole",
        "real",
        "flag",
        "text",
        "1e999");
  }

  @Override
  public void read(byte[] input) throws IOException, SQLException {
    Parts parts = new Parts(input);
    for (String suffix : List.of("-wal", "-shm", "-journal")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
    if ((parts.next() & VALUES) != 0) {
      Files.write(file, valid);
      changeValues(parts);
    } else {
      Files.write(file, parts.changed(valid));
    }
    TrialStore store = TrialStores.open(new StoreLocation.SqliteFile(file), "any");
    try {
      store.definition();
      store.seconds();
      store.owners();
      TrialTable table = new TrialTable(store, List.of(Goal.MINIMIZE));
      table.refresh();
      table.history().best();
    } finally {
      store.close();
    }
  }

  /** Writes text into columns, which may break what the tables demand of rows. */
  private void changeValues(Parts parts) throws SQLException {
    Properties quick = new Properties();
    quick.setProperty("synchronous", "OFF");
    try (Connection connection = new JDBC().connect("jdbc:sqlite:" + file, quick)) {
      while (!parts.isEmpty()) {
        String[] column = COLUMNS.get(parts.next() % COLUMNS.size()).split("\\.", 2);
        String text = new String(parts.part(), StandardCharsets.UTF_8);
        boolean none = text.isEmpty();
        try (PreparedStatement update =
            connection.prepareStatement("UPDATE " + column[0] + " SET " + column[1] + " = ?")) {
          update.setObject(1, none ? null : text);
          update.executeUpdate();
        } catch (SQLException e) {
          // The database refuses the value, so that no store can have it.
          break;
        }
      }
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof StoreException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (64L << 20) + 1024L * inputBytes;
  }
}
