package dev.luthier.graph;

import dev.luthier.nn.Exit;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Which of a network's {@linkplain Exit exits} each sample takes. All layers are worked out for all
 * samples: what leaving early would save is reported, not saved.
 *
 * @param decided the output of the exit that a sample takes, {@code [batch, units]}
 * @param figures shares of the samples by exit, and the share of the multiply-adds that they need
 */
record EarlyExits(Operand<TFloat32> decided, Map<String, Operand<TFloat32>> figures) {

  /**
   * Adds the decision.
   *
   * @param values outputs of the layers by name
   * @param confidence of an exit, a scalar
   */
  static EarlyExits add(
      Ops tf,
      Network network,
      Map<String, Operand<TFloat32>> values,
      Function<Exit, Operand<TFloat32>> confidence) {
    Loss.Classification loss = (Loss.Classification) network.model().loss();
    List<Exit> exits = network.model().exits();
    List<Double> shares = network.exitShares();
    List<Operand<TBool>> leaving = new ArrayList<>();
    for (Exit exit : exits) {
      leaving.add(leaves(tf, loss, values.get(exit.layer()), confidence.apply(exit)));
    }
    Operand<TFloat32> decided = values.get(network.output().name());
    Operand<TFloat32> cost = tf.constant(1f);
    // From the last to the first, so that an earlier exit overrules a later one.
    for (int i = exits.size() - 1; i >= 0; i--) {
      decided = tf.select(leaving.get(i), values.get(exits.get(i).layer()), decided);
      cost = tf.select(leaving.get(i), tf.constant(shares.get(i).floatValue()), cost);
    }
    Map<String, Operand<TFloat32>> figures = new LinkedHashMap<>();
    Operand<TFloat32> staying = tf.constant(1f);
    for (int i = 0; i < exits.size(); i++) {
      Operand<TFloat32> leaves = tf.dtypes.cast(leaving.get(i), TFloat32.class);
      figures.put(exits.get(i).figure(), mean(tf, tf.math.mul(staying, leaves)));
      staying = tf.math.mul(staying, tf.math.sub(tf.constant(1f), leaves));
    }
    figures.put(Exit.COST, mean(tf, cost));
    return new EarlyExits(decided, figures);
  }

  /** Whether an exit is sure of a sample, {@code [batch, 1]}. */
  private static Operand<TBool> leaves(
      Ops tf, Loss.Classification loss, Operand<TFloat32> output, Operand<TFloat32> confidence) {
    Operand<TFloat32> likeliest =
        tf.max(loss.probabilities(tf, output), tf.constant(-1), Max.keepDims(true));
    return tf.math.greaterEqual(likeliest, confidence);
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> column) {
    return tf.math.mean(column, tf.constant(new int[] {0, 1}));
  }
}
