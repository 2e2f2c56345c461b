package dev.luthier.fuzz;

import dev.luthier.cli.SuggestFuzz;
import dev.luthier.data.ArchiveFuzz;
import dev.luthier.data.ArraysFuzz;
import dev.luthier.data.CifarFuzz;
import dev.luthier.data.IdxFuzz;
import dev.luthier.data.ImagesFuzz;
import dev.luthier.data.RecordsFuzz;
import dev.luthier.data.SoundsFuzz;
import dev.luthier.data.TableFuzz;
import dev.luthier.keras.KerasFuzz;
import dev.luthier.run.RunRecordFuzz;
import dev.luthier.spec.DataTextFuzz;
import dev.luthier.spec.ModelFuzz;
import dev.luthier.spec.SettingsFuzz;
import dev.luthier.spec.StudyFuzz;
import dev.luthier.study.directory.TrialRecordFuzz;
import dev.luthier.study.store.StoreFuzz;
import dev.luthier.study.store.StoreUrlFuzz;
import dev.luthier.study.worker.EpochLogFuzz;
import dev.luthier.study.worker.WorkerMessagesFuzz;
import dev.luthier.tensorboard.EventFilesFuzz;
import dev.luthier.train.StateFileFuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** All that reads bytes from outside. */
// A reference to a constructor holds no state.
@SuppressWarnings("ImmutableEnumChecker")
public enum Target {
  MODEL_TEXT(1500, ModelFuzz::new),
  STUDY_TEXT(600, StudyFuzz::new),
  DATA_TEXT(5000, DataTextFuzz::new),
  SETTINGS(1000, SettingsFuzz::new),
  TABLE(5000, TableFuzz::new),
  ARRAYS(4000, ArraysFuzz::new),
  IDX(4000, IdxFuzz::new),
  RECORDS(5000, RecordsFuzz::new),
  SOUNDS(4000, SoundsFuzz::new),
  IMAGES(4000, ImagesFuzz::new),
  CIFAR(2000, CifarFuzz::new),
  ARCHIVE(3000, ArchiveFuzz::new),
  WORKER_MESSAGES(5000, WorkerMessagesFuzz::new),
  SUGGEST_LINES(3000, SuggestFuzz::new),
  KERAS(1000, KerasFuzz::new),
  RUN_RECORD(5000, RunRecordFuzz::new),
  STATE_FILE(4000, StateFileFuzz::new),
  EVENT_FILES(4000, EventFilesFuzz::new),
  EPOCH_LOG(5000, EpochLogFuzz::new),
  TRIAL_RECORD(5000, TrialRecordFuzz::new),
  STORE_URL(5000, StoreUrlFuzz::new),
  STORE(500, StoreFuzz::new);

  private final int inputs;
  private final Opening opening;

  Target(int inputs, Opening opening) {
    this.inputs = inputs;
    this.opening = opening;
  }

  private interface Opening {
    FuzzTarget open(Path directory) throws IOException;
  }

  /** Generated inputs of the short form, some seconds of them. */
  int inputs() {
    return inputs;
  }

  /** The target itself. */
  FuzzTarget open(Path directory) throws IOException {
    return opening.open(directory);
  }

  /** Name of the directory of its regression inputs. */
  String directory() {
    return name().toLowerCase(Locale.ROOT);
  }
}
