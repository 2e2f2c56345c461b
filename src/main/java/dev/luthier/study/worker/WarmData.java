package dev.luthier.study.worker;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.KFold;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Split;
import dev.luthier.data.TargetKind;
import dev.luthier.study.proto.FoldsOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data sets that a worker has read, kept from trial to trial: the last few of them. */
final class WarmData {

  private static final int KEPT = 2;

  private record Key(DataDescription data, TargetKind targets) {}

  private final DataReader reader;
  private final Map<Key, Dataset> datasets =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Dataset> eldest) {
          return size() > KEPT;
        }
      };

  WarmData(Path dataDirectory) {
    reader = new DataReader(dataDirectory);
  }

  Dataset read(DataDescription data, TargetKind targets) throws IOException {
    Key key = new Key(data, targets);
    Dataset dataset = datasets.get(key);
    if (dataset == null) {
      dataset = reader.read(data, ReadOptions.training(targets));
      datasets.put(key, dataset);
    }
    return dataset;
  }

  /** One split a fold. */
  static List<Split> folds(FoldsOrder order, Dataset dataset) {
    return new KFold(order.getFolds(), order.getStratified(), order.getShuffle(), order.getSeed())
        .splits(dataset);
  }

  /** All rows that are not of the set's own test part, and nothing to validate with. */
  static Split everything(Dataset dataset) {
    return new Split(dataset.trainRows(), new int[0], dataset.testRows());
  }
}
