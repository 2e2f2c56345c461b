package dev.luthier.graph;

import com.google.protobuf.ByteString;
import dev.luthier.data.Preprocessing;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Writes a trained network as a SavedModel: raw values in, probabilities and class ids (or values)
 * out, the batch dimension free, preprocessing inside.
 *
 * <p>The signature {@code serving_default} has an input for each raw feature under its name, and
 * the outputs {@code probabilities} (float, {@code [batch, classes]}) and {@code class_ids} (int64,
 * {@code [batch]}) for a classification or {@code predictions} (float, {@code [batch, width]}) for
 * a regression. A model of a table's columns, but for a single one of text, has a second signature,
 * {@code serving_csv}, whose only input {@code lines} (string, {@code [batch]}) takes lines of CSV
 * with the columns in the training data's order, without the label: Keras' TFSMLayer can pass no
 * more than one input.
 *
 * <p>Units that training has shut off by {@linkplain dev.luthier.nn.UnitGates gates} are not in it.
 *
 * <p>TensorFlow's Python turns inputs' names into its own identifiers and refuses two that become
 * one ({@code width in cm} and {@code width_in_cm}); lines of CSV know no such limit.
 */
public final class SavedModelExporter {

  /** Names of a SavedModel's outputs. */
  public static final String PROBABILITIES = "probabilities";

  public static final String CLASS_IDS = "class_ids";
  public static final String PREDICTIONS = "predictions";

  static final String SIGNATURE = "serving_default";

  private static final String CSV_SIGNATURE = "serving_csv";
  private static final String LINES = "lines";

  private final Network network;
  private final Preprocessing preprocessing;

  public SavedModelExporter(Network network, Preprocessing preprocessing) {
    this.network = network;
    this.preprocessing = preprocessing;
  }

  /**
   * Writes a SavedModel.
   *
   * @param checkpoint prefix of a checkpoint that holds the network's variables
   * @param directory to be filled; it must be empty or absent
   * @return what became of each layer of gates
   * @throws IOException where the files cannot be written
   */
  public List<PrunedUnits> export(Path checkpoint, Path directory) throws IOException {
    PrunedNetwork pruned = PrunedNetwork.of(network, CheckpointWeights.read(network, checkpoint));
    write(pruned.network(), pruned.weights(), directory);
    return pruned.layers();
  }

  private void write(Network served, Map<String, float[]> weights, Path directory)
      throws IOException {
    try (Graph graph = new Graph()) {
      NameScopes scopes = new NameScopes(Ops.create(graph));
      VariableTable table = new VariableTable();
      NetworkVariables.enter(table, served, 0);
      Handles handles = new Handles(scopes, table);
      Ops tf = scopes.root();

      InputEncoding encoding = new InputEncoding(preprocessing);
      Map<String, Operand<?>> inputs = encoding.placeholders(tf);
      ForwardPass pass =
          ForwardPass.inference(
              scopes, served, handles, encoding.encode(tf, graph, inputs).of(tf, served));
      Map<String, Operand<?>> outputs = outputs(tf, pass);
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
      meta.putSignatureDef(SIGNATURE, signature(inputs, outputs));
      if (encoding.takesLines()) {
        addLines(meta, graph, served, scopes, handles, encoding);
      }

      List<GraphVariable> variables = table.where(GraphVariable.Role::exported);
      Saver saver = Saver.add(scopes, handles, variables);
      addVariables(meta, scopes, handles, variables);
      meta.setMetaInfoDef(
              MetaGraphDef.MetaInfoDef.newBuilder()
                  .addTags("serve")
                  .setTensorflowVersion(TensorFlow.version()))
          .setSaverDef(
              SaverDef.newBuilder()
                  .setFilenameTensorName(tensorName(saver.prefix()))
                  .setSaveTensorName(tensorName(saver.saved()))
                  .setRestoreOpName(saver.restore().op().name())
                  .setVersion(SaverDef.CheckpointFormatVersion.V2))
          .setGraphDef(graph.toGraphDef());

      Files.createDirectories(directory.resolve("variables"));
      try (Session session = new Session(graph)) {
        assign(session, scopes.at("assigned_values"), handles, variables, weights);
        Path prefix = directory.resolve("variables").resolve("variables");
        saver.write(session, prefix);
      }
      try (OutputStream file = Files.newOutputStream(directory.resolve("saved_model.pb"))) {
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(meta)
            .build()
            .writeTo(file);
      }
    }
  }

  /** Gives variables their values. */
  static void assign(
      Session session,
      Ops tf,
      Handles handles,
      List<GraphVariable> variables,
      Map<String, float[]> weights) {
    for (GraphVariable variable : variables) {
      Operand<TFloat32> value = tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      Op assign = tf.assignVariableOp(handles.get(variable.name()), value);
      float[] values = weights.get(variable.name());
      try (TFloat32 tensor = TFloat32.tensorOf(variable.shape(), DataBuffers.of(values))) {
        session.runner().feed(value, tensor).addTarget(assign).run().close();
      }
    }
  }

  /** A second way in for tables: lines of text, for callers that pass one tensor only. */
  private void addLines(
      MetaGraphDef.Builder meta,
      Graph graph,
      Network served,
      NameScopes scopes,
      Handles handles,
      InputEncoding encoding) {
    Ops tf = scopes.at("csv");
    Operand<TString> lines =
        tf.withName(LINES).placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    NameScopes inner = new NameScopes(tf);
    ForwardPass pass =
        ForwardPass.inference(
            inner,
            served,
            handles,
            encoding.encode(tf, graph, encoding.parse(tf, lines)).of(tf, served));
    meta.putSignatureDef(CSV_SIGNATURE, signature(Map.of(LINES, lines), outputs(tf, pass)));
  }

  private Map<String, Operand<?>> outputs(Ops tf, ForwardPass pass) {
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    Loss loss = network.model().loss();
    Operand<TFloat32> predictions = TrainingStep.predictions(tf, loss, pass.decided());
    if (loss instanceof Loss.Classification) {
      outputs.put(PROBABILITIES, tf.withName(PROBABILITIES).identity(predictions));
      outputs.put(
          CLASS_IDS,
          tf.withName(CLASS_IDS).math.argMax(predictions, tf.constant(-1), TInt64.class));
    } else {
      outputs.put(PREDICTIONS, tf.withName(PREDICTIONS).identity(predictions));
    }
    return outputs;
  }

  /** Lists the variables where TensorFlow 1 and the loaders of TensorFlow 2 look for them. */
  private static void addVariables(
      MetaGraphDef.Builder meta,
      NameScopes scopes,
      Handles handles,
      List<GraphVariable> variables) {
    CollectionDef.BytesList.Builder all = CollectionDef.BytesList.newBuilder();
    CollectionDef.BytesList.Builder trainable = CollectionDef.BytesList.newBuilder();
    Ops tf = scopes.at("initial_values");
    for (GraphVariable variable : variables) {
      Operand<? extends TType> handle = handles.get(variable.name());
      Operand<? extends TType> value =
          tf.zeros(tf.constant(variable.shape().asArray()), variable.type());
      Op initializer = tf.assignVariableOp(handle, value);
      Operand<? extends TType> snapshot = tf.readVariableOp(handle, variable.type());
      boolean trained = variable.role() == GraphVariable.Role.WEIGHT;
      ByteString entry =
          VariableDef.newBuilder()
              .setVariableName(tensorName(handle))
              .setInitialValueName(tensorName(value))
              .setInitializerName(initializer.op().name())
              .setSnapshotName(tensorName(snapshot))
              .setIsResource(true)
              .setTrainable(trained)
              .build()
              .toByteString();
      all.addValue(entry);
      if (trained) {
        trainable.addValue(entry);
      }
    }
    meta.putCollectionDef("variables", CollectionDef.newBuilder().setBytesList(all).build());
    meta.putCollectionDef(
        "trainable_variables", CollectionDef.newBuilder().setBytesList(trainable).build());
  }

  private static SignatureDef signature(
      Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    inputs.forEach((name, operand) -> signature.putInputs(name, info(operand)));
    outputs.forEach((name, operand) -> signature.putOutputs(name, info(operand)));
    return signature.build();
  }

  private static TensorInfo info(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Shape dimensions = output.shape();
    for (int i = 0; i < dimensions.numDimensions(); i++) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dimensions.get(i)));
    }
    return TensorInfo.newBuilder()
        .setName(tensorName(operand))
        .setDtype(output.dataType())
        .setTensorShape(shape)
        .build();
  }

  private static String tensorName(Operand<?> operand) {
    Output<?> output = operand.asOutput();
    return output.op().name() + ":" + output.index();
  }
}
