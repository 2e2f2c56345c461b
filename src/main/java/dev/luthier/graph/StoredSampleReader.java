package dev.luthier.graph;

import dev.luthier.data.StoredImages;
import dev.luthier.data.StoredRecords;
import dev.luthier.data.StoredSamples;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/** Reads one sample by ops, given its row number and an index of where the samples are. */
sealed interface StoredSampleReader permits ImageFileReader, RecordFileReader {

  static StoredSampleReader of(StoredSamples stored) {
    return stored instanceof StoredImages images
        ? new ImageFileReader(images)
        : new RecordFileReader((StoredRecords) stored);
  }

  /** Enters the variables that hold the index. */
  void enter(VariableTable table);

  /** The values of these variables, by name. The caller closes them. */
  Map<String, Tensor> tensors();

  /** The index as a graph with the variables has it. */
  List<Operand<?>> index(Ops tf, Handles handles);

  /** The index as further arguments of a function. */
  List<Operand<?>> arguments(FunctionBody body);

  /**
   * Adds the ops that read a sample, to values of its stored type.
   *
   * @param index from one of the two methods above
   */
  Operand<?> read(Ops tf, Operand<TInt32> row, List<Operand<?>> index);
}
