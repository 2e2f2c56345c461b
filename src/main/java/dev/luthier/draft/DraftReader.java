package dev.luthier.draft;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataException;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.TargetKind;
import dev.luthier.data.Values;
import java.util.Optional;

/** Reads data of which it is not known yet whether classes or numbers are to be found. */
public final class DraftReader {

  private final DataReader reader;

  /** Reads by means of a reader. */
  public DraftReader(DataReader reader) {
    this.reader = reader;
  }

  /**
   * Reads a data set.
   *
   * @param kind of its targets; empty for what they look like
   * @throws DataException when it cannot be found, read or used
   */
  public Dataset read(DataDescription description, Optional<TargetKind> kind) {
    if (kind.isPresent()) {
      return reader.read(description, ReadOptions.training(kind.get()));
    }
    Dataset numbers;
    try {
      numbers = reader.read(description, ReadOptions.training(TargetKind.VALUES));
    } catch (DataException e) {
      // Labels of text are no numbers; whatever else is wrong is found once more.
      return reader.read(description, ReadOptions.training(TargetKind.CLASSES));
    }
    return Target.areClasses((Values) numbers.targets().orElseThrow())
        ? reader.read(description, ReadOptions.training(TargetKind.CLASSES))
        : numbers;
  }
}
