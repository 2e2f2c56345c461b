package dev.luthier.graph;

import dev.luthier.nn.Regularizer;
import dev.luthier.optim.Lbfgs;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.TriangularSolve;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * A step of {@link Lbfgs} as ops: looks at loss and gradient of a trial point, accepts the point or
 * not, and chooses the next one. All that it knows is in variables, so that steps run in a loop of
 * the graph and go on from a checkpoint.
 *
 * <p>Between steps the weights are those of the last point that was accepted; a step first moves
 * them to the trial point. Everything but the loss and its gradient is worked out in float64, over
 * all weights as one vector of n values.
 */
final class QuasiNewtonStep {

  private static final String SCOPE = "optimizer/lbfgs";
  private static final String TRIAL = SCOPE + "/trial";
  private static final String POINT = SCOPE + "/point";
  private static final String GRADIENT = SCOPE + "/gradient";
  private static final String PSEUDO_GRADIENT = SCOPE + "/pseudo_gradient";
  private static final String DIRECTION = SCOPE + "/direction";
  private static final String ORTHANT = SCOPE + "/orthant";
  private static final String STEPS = SCOPE + "/steps";
  private static final String CHANGES = SCOPE + "/changes";
  private static final String LOSS = SCOPE + "/loss";
  private static final String LENGTH = SCOPE + "/length";
  private static final String TRIES = SCOPE + "/tries";
  private static final String STALE = SCOPE + "/stale";
  private static final String STARTED = SCOPE + "/started";

  /** 1 once the training is at its end, else 0. */
  static final String CONVERGED = SCOPE + "/converged";

  /** Armijo's condition: the part of the decrease that the slope promises. */
  private static final double SUFFICIENT_DECREASE = 1e-4;

  /** The part of the slope that may be left where the loss itself is too coarse to tell. */
  private static final double CURVATURE = 0.9;

  /** Relative differences of losses below this are rounding, in float32. */
  private static final double ROUNDING = 3e-7;

  private static final double MOST_TRIES = 10;

  /** Points without a decrease, one after the other, that end the training. */
  private static final double MOST_STALE = 20;

  private static final double STALE_BY_FAILED_SEARCH = 5;

  private final TrialSpec spec;
  private final Lbfgs optimizer;
  private final List<NetworkVariables.Weight> weights;
  private final int size;
  private final boolean sparse;

  QuasiNewtonStep(TrialSpec spec, Lbfgs optimizer) {
    this.spec = spec;
    this.optimizer = optimizer;
    this.weights = NetworkVariables.weights(spec.network());
    this.size = Math.toIntExact(weights.stream().mapToLong(w -> w.variable().shape().size()).sum());
    this.sparse = weights.stream().anyMatch(weight -> l1(weight) != 0);
  }

  private float l1(NetworkVariables.Weight weight) {
    return weight.variable().regularizer().isEmpty()
        ? 0
        : regularizer(weight).l1(spec.trainingSamples());
  }

  private static Regularizer regularizer(NetworkVariables.Weight weight) {
    return weight.variable().regularizer().orElseThrow();
  }

  /** Enters what it keeps. */
  void enter(VariableTable table) {
    for (String vector : List.of(TRIAL, POINT, GRADIENT, PSEUDO_GRADIENT, DIRECTION, ORTHANT)) {
      zeros(table, vector, Shape.of(size));
    }
    zeros(table, STEPS, Shape.of(optimizer.history(), size));
    zeros(table, CHANGES, Shape.of(optimizer.history(), size));
    for (String scalar : List.of(LOSS, LENGTH, TRIES, STALE, STARTED, CONVERGED)) {
      zeros(table, scalar, Shape.scalar());
    }
  }

  private static void zeros(VariableTable table, String name, Shape shape) {
    table.addZeros(name, TFloat64.class, shape, GraphVariable.Role.OPTIMIZER);
  }

  /** Moves the weights to the point that is to be looked at. */
  List<Op> moveToTrial(Ops tf, Handles handles) {
    Operand<TBool> started = isSet(tf, handles.read(STARTED, TFloat64.class));
    return assignWeights(tf, handles, started, handles.read(TRIAL, TFloat64.class));
  }

  /**
   * Looks at the trial point.
   *
   * @param tf whose ops come after loss and gradients
   * @param loss with all penalties, a scalar
   * @param pass that has read the weights
   * @param gradients of the loss by weight
   */
  List<Op> update(
      Ops tf,
      Handles handles,
      Operand<TFloat32> loss,
      ForwardPass pass,
      List<Operand<TFloat32>> gradients) {
    State old = new State(handles);
    Operand<TFloat64> x =
        flat(tf, weights.stream().map(weight -> pass.read(weight.name())).toList());
    Operand<TFloat64> strengths = sparse ? strengths(tf, handles) : null;
    Operand<TFloat64> gradient = flat(tf, gradients);
    if (sparse) {
      gradient = tf.math.sub(gradient, tf.math.mul(strengths, tf.math.sign(x)));
    }
    Operand<TFloat64> value = tf.dtypes.cast(loss, TFloat64.class);
    Operand<TFloat64> pseudo = pseudoGradient(tf, x, gradient, strengths);

    Operand<TFloat64> move = tf.math.sub(x, old.point);
    Operand<TFloat64> slope = dot(tf, old.pseudoGradient, move);
    Operand<TBool> first = tf.math.logicalNot(isSet(tf, old.started));
    Operand<TBool> finite = tf.math.isFinite(value);
    Operand<TBool> accepted =
        tf.math.logicalAnd(
            finite, tf.math.logicalOr(first, isGood(tf, old, value, slope, dot(tf, pseudo, move))));
    Operand<TBool> failed =
        tf.math.logicalAnd(
            tf.math.logicalNot(accepted), tf.math.greaterEqual(old.tries, number(tf, MOST_TRIES)));
    Operand<TBool> renewed = tf.math.logicalOr(accepted, failed);

    Operand<TFloat64> stale = stale(tf, old, value, accepted, failed, first);
    Operand<TBool> converged =
        tf.math.logicalOr(
            isSet(tf, old.converged),
            tf.math.logicalOr(
                tf.math.greaterEqual(stale, number(tf, MOST_STALE)),
                tf.math.logicalAnd(
                    accepted,
                    tf.math.lessEqual(
                        tf.reduceMax(tf.math.abs(pseudo), tf.constant(0)),
                        number(tf, optimizer.tolerance())))));

    Operand<TFloat64> change = tf.math.sub(gradient, old.gradient);
    Operand<TFloat64> curvature = dot(tf, move, change);
    Operand<TBool> remembered =
        tf.math.logicalAnd(
            tf.math.logicalAnd(accepted, tf.math.logicalNot(first)),
            tf.math.greater(curvature, tf.math.mul(number(tf, 1e-10), dot(tf, change, change))));
    Operand<TFloat64> steps = remember(tf, old.steps, move, remembered, failed);
    Operand<TFloat64> changes = remember(tf, old.changes, change, remembered, failed);

    Operand<TFloat64> point = tf.select(accepted, x, old.point);
    Operand<TFloat64> slopes = tf.select(accepted, pseudo, old.pseudoGradient);
    Direction fresh = direction(tf, steps, changes, slopes);
    Operand<TFloat64> direction = tf.select(renewed, fresh.vector, old.direction);
    Operand<TFloat64> length =
        tf.select(renewed, fresh.length, shorter(tf, old, value, slope, finite));
    Operand<TFloat64> orthant =
        tf.select(
            renewed,
            tf.select(
                tf.math.equal(point, number(tf, 0)),
                tf.math.sign(tf.math.neg(slopes)),
                tf.math.sign(point)),
            old.orthant);
    Operand<TFloat64> next = tf.math.add(point, tf.math.mul(length, direction));
    if (sparse) {
      Operand<TBool> crosses =
          tf.math.logicalAnd(
              tf.math.greater(strengths, number(tf, 0)),
              tf.math.lessEqual(tf.math.mul(next, orthant), number(tf, 0)));
      next = tf.select(crosses, tf.zerosLike(next), next);
    }
    Operand<TFloat64> started = tf.math.maximum(old.started, flag(tf, accepted));

    List<Op> done = new ArrayList<>();
    done.add(assign(tf, handles, TRIAL, tf.select(converged, point, next)));
    done.add(assign(tf, handles, POINT, point));
    done.add(assign(tf, handles, GRADIENT, tf.select(accepted, gradient, old.gradient)));
    done.add(assign(tf, handles, PSEUDO_GRADIENT, slopes));
    done.add(assign(tf, handles, DIRECTION, direction));
    done.add(assign(tf, handles, ORTHANT, orthant));
    done.add(assign(tf, handles, STEPS, steps));
    done.add(assign(tf, handles, CHANGES, changes));
    done.add(assign(tf, handles, LOSS, tf.select(accepted, value, old.loss)));
    done.add(assign(tf, handles, LENGTH, length));
    done.add(
        assign(
            tf,
            handles,
            TRIES,
            tf.select(renewed, number(tf, 0), tf.math.add(old.tries, number(tf, 1)))));
    done.add(assign(tf, handles, STALE, stale));
    done.add(assign(tf, handles, STARTED, started));
    done.add(assign(tf, handles, CONVERGED, flag(tf, converged)));
    done.addAll(assignWeights(tf, handles, isSet(tf, started), point));
    return done;
  }

  /**
   * Whether the loss has decreased enough; or, where it is too coarse to tell, has not visibly
   * grown while the slope has become flatter, as in Hager and Zhang 2005.
   */
  private static Operand<TBool> isGood(
      Ops tf,
      State old,
      Operand<TFloat64> value,
      Operand<TFloat64> slope,
      Operand<TFloat64> slopeHere) {
    Operand<TBool> decreases =
        tf.math.lessEqual(
            value, tf.math.add(old.loss, tf.math.mul(number(tf, SUFFICIENT_DECREASE), slope)));
    Operand<TBool> level =
        tf.math.lessEqual(
            value, tf.math.add(old.loss, tf.math.mul(number(tf, ROUNDING), tf.math.abs(old.loss))));
    Operand<TBool> flatter =
        tf.math.lessEqual(
            tf.math.abs(slopeHere), tf.math.mul(number(tf, CURVATURE), tf.math.abs(slope)));
    return tf.math.logicalOr(decreases, tf.math.logicalAnd(level, flatter));
  }

  /** How many points in a row have brought nothing. */
  private static Operand<TFloat64> stale(
      Ops tf,
      State old,
      Operand<TFloat64> value,
      Operand<TBool> accepted,
      Operand<TBool> failed,
      Operand<TBool> first) {
    Operand<TBool> progress =
        tf.math.logicalOr(
            first,
            tf.math.greater(
                tf.math.sub(old.loss, value),
                tf.math.mul(number(tf, ROUNDING), tf.math.abs(value))));
    Operand<TFloat64> afterPoint =
        tf.select(progress, number(tf, 0), tf.math.add(old.stale, number(tf, 1)));
    Operand<TFloat64> afterFailure =
        tf.select(failed, tf.math.add(old.stale, number(tf, STALE_BY_FAILED_SEARCH)), old.stale);
    return tf.select(accepted, afterPoint, afterFailure);
  }

  /** The gradient with the l1 terms' part, of smallest size where these have a kink. */
  private static Operand<TFloat64> pseudoGradient(
      Ops tf, Operand<TFloat64> x, Operand<TFloat64> gradient, Operand<TFloat64> strengths) {
    if (strengths == null) {
      return gradient;
    }
    Operand<TFloat64> zero = number(tf, 0);
    Operand<TFloat64> right = tf.math.add(gradient, strengths);
    Operand<TFloat64> left = tf.math.sub(gradient, strengths);
    Operand<TFloat64> atKink =
        tf.math.add(tf.math.minimum(right, zero), tf.math.maximum(left, zero));
    Operand<TFloat64> smooth = tf.math.add(gradient, tf.math.mul(strengths, tf.math.sign(x)));
    return tf.select(tf.math.equal(x, zero), atKink, smooth);
  }

  /** The newest row at the end; all forgotten after a search that has failed. */
  private Operand<TFloat64> remember(
      Ops tf,
      Operand<TFloat64> rows,
      Operand<TFloat64> row,
      Operand<TBool> remembered,
      Operand<TBool> failed) {
    Operand<TFloat64> newer =
        tf.slice(
            rows,
            tf.constant(new int[] {1, 0}),
            tf.constant(new int[] {optimizer.history() - 1, size}));
    Operand<TFloat64> longer =
        tf.concat(List.of(newer, tf.expandDims(row, tf.constant(0))), tf.constant(0));
    return tf.select(failed, tf.zerosLike(rows), tf.select(remembered, longer, rows));
  }

  private record Direction(Operand<TFloat64> vector, Operand<TFloat64> length) {}

  /**
   * Minus the inverse Hessian's estimate times the gradient, in the compact form: with S and Y the
   * remembered steps and changes, R the upper triangle of S Y', D its diagonal, p = S g, q = Y g,
   *
   * <pre>
   * u = R^-1 p
   * w = R'^-1 ((D + gamma Y Y') u - gamma q)
   * H g = gamma g + S' w - gamma Y' u
   * </pre>
   *
   * Rows that hold nothing yet are zero and have a one in R's diagonal, so they change nothing.
   */
  private Direction direction(
      Ops tf, Operand<TFloat64> steps, Operand<TFloat64> changes, Operand<TFloat64> gradient) {
    int history = optimizer.history();
    Operand<TFloat64> one = number(tf, 1);
    Operand<TFloat64> identity = identity(tf, history);
    Operand<TFloat64> products = tf.linalg.matMul(steps, changes, MatMul.transposeB(true));
    Operand<TFloat64> squares = tf.linalg.matMul(changes, changes, MatMul.transposeB(true));
    Operand<TFloat64> diagonal = tf.math.mul(products, identity);
    Operand<TFloat64> curvatures = tf.reduceSum(diagonal, tf.constant(1));
    Operand<TFloat64> empty = flag(tf, tf.math.lessEqual(curvatures, number(tf, 0)));
    Operand<TFloat64> triangle =
        tf.math.add(
            tf.linalg.bandPart(products, tf.constant(0L), tf.constant(-1L)),
            tf.math.mul(identity, tf.expandDims(empty, tf.constant(0))));
    Operand<TFloat64> newest = at(tf, curvatures, history - 1);
    Operand<TBool> any = tf.math.greater(newest, number(tf, 0));
    Operand<TFloat64> newestSquare =
        at(tf, tf.reduceSum(tf.math.mul(squares, identity), tf.constant(1)), history - 1);
    Operand<TFloat64> gamma = tf.select(any, tf.math.divNoNan(newest, newestSquare), one);
    Operand<TFloat64> column = tf.expandDims(gradient, tf.constant(1));
    Operand<TFloat64> p = tf.linalg.matMul(steps, column);
    Operand<TFloat64> q = tf.math.mul(gamma, tf.linalg.matMul(changes, column));
    Operand<TFloat64> u = tf.linalg.triangularSolve(triangle, p, TriangularSolve.lower(false));
    Operand<TFloat64> inner =
        tf.math.sub(tf.linalg.matMul(tf.math.add(diagonal, tf.math.mul(gamma, squares)), u), q);
    Operand<TFloat64> w =
        tf.linalg.triangularSolve(
            triangle, inner, TriangularSolve.lower(false), TriangularSolve.adjoint(true));
    Operand<TFloat64> product =
        tf.math.add(
            tf.math.mul(gamma, column),
            tf.math.sub(
                tf.linalg.matMul(steps, w, MatMul.transposeA(true)),
                tf.math.mul(gamma, tf.linalg.matMul(changes, u, MatMul.transposeA(true)))));
    Operand<TFloat64> vector = tf.math.neg(tf.reshape(product, tf.constant(new int[] {size})));
    if (sparse) {
      // Only where it goes down: Andrew and Gao, section 3.2.
      Operand<TBool> down = tf.math.less(tf.math.mul(vector, gradient), number(tf, 0));
      vector = tf.select(down, vector, tf.zerosLike(vector));
    }
    Operand<TFloat64> careful =
        tf.math.minimum(
            one, tf.math.divNoNan(one, tf.reduceSum(tf.math.abs(gradient), tf.constant(0))));
    return new Direction(vector, tf.select(any, one, careful));
  }

  /** The minimum of the parabola through what is known, but at most half and at least a tenth. */
  private static Operand<TFloat64> shorter(
      Ops tf, State old, Operand<TFloat64> value, Operand<TFloat64> slope, Operand<TBool> finite) {
    Operand<TFloat64> bend =
        tf.math.mul(number(tf, 2), tf.math.sub(tf.math.sub(value, old.loss), slope));
    Operand<TFloat64> tenth = tf.math.mul(number(tf, 0.1), old.length);
    Operand<TFloat64> best = tf.math.mul(old.length, tf.math.neg(tf.math.divNoNan(slope, bend)));
    Operand<TBool> known = tf.math.logicalAnd(finite, tf.math.greater(bend, number(tf, 0)));
    return tf.math.minimum(
        tf.math.maximum(tf.select(known, best, tenth), tenth),
        tf.math.mul(number(tf, 0.5), old.length));
  }

  private List<Op> assignWeights(
      Ops tf, Handles handles, Operand<TBool> started, Operand<TFloat64> vector) {
    List<Op> ops = new ArrayList<>();
    int start = 0;
    for (NetworkVariables.Weight weight : weights) {
      Shape shape = weight.variable().shape();
      int count = Math.toIntExact(shape.size());
      Operand<TFloat64> part =
          tf.slice(vector, tf.constant(new int[] {start}), tf.constant(new int[] {count}));
      Operand<TFloat32> value =
          tf.reshape(tf.dtypes.cast(part, TFloat32.class), tf.constant(shape.asArray()));
      ops.add(
          tf.assignVariableOp(
              handles.get(weight.name()), tf.select(started, value, handles.read(weight.name()))));
      start += count;
    }
    return ops;
  }

  private Operand<TFloat64> strengths(Ops tf, Handles handles) {
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (NetworkVariables.Weight weight : weights) {
      Operand<TFloat32> strength =
          l1(weight) == 0 ? tf.constant(0f) : handles.read(weight.name() + NetworkVariables.L1);
      parts.add(tf.fill(tf.constant(weight.variable().shape().asArray()), strength));
    }
    return flat(tf, parts);
  }

  private static Operand<TFloat64> flat(Ops tf, List<Operand<TFloat32>> parts) {
    List<Operand<TFloat64>> flat = new ArrayList<>();
    for (Operand<TFloat32> part : parts) {
      flat.add(tf.dtypes.cast(tf.reshape(part, tf.constant(new int[] {-1})), TFloat64.class));
    }
    return tf.concat(flat, tf.constant(0));
  }

  private static Op assign(Ops tf, Handles handles, String name, Operand<TFloat64> value) {
    return tf.assignVariableOp(handles.get(name), value);
  }

  private static Operand<TFloat64> identity(Ops tf, int size) {
    double[] values = new double[size * size];
    for (int i = 0; i < size; i++) {
      values[i * size + i] = 1;
    }
    return tf.reshape(tf.constant(values), tf.constant(new int[] {size, size}));
  }

  private static Operand<TFloat64> at(Ops tf, Operand<TFloat64> vector, int index) {
    return tf.gather(vector, tf.constant(index), tf.constant(0));
  }

  private static Operand<TFloat64> dot(Ops tf, Operand<TFloat64> a, Operand<TFloat64> b) {
    return tf.reduceSum(tf.math.mul(a, b), tf.constant(0));
  }

  private static Operand<TFloat64> number(Ops tf, double value) {
    return tf.constant(value);
  }

  private static Operand<TFloat64> flag(Ops tf, Operand<TBool> value) {
    return tf.dtypes.cast(value, TFloat64.class);
  }

  private static Operand<TBool> isSet(Ops tf, Operand<TFloat64> flag) {
    return tf.math.greater(flag, number(tf, 0.5));
  }

  /** What was kept before the step. */
  private static final class State {
    private final Operand<TFloat64> point;
    private final Operand<TFloat64> gradient;
    private final Operand<TFloat64> pseudoGradient;
    private final Operand<TFloat64> direction;
    private final Operand<TFloat64> orthant;
    private final Operand<TFloat64> steps;
    private final Operand<TFloat64> changes;
    private final Operand<TFloat64> loss;
    private final Operand<TFloat64> length;
    private final Operand<TFloat64> tries;
    private final Operand<TFloat64> stale;
    private final Operand<TFloat64> started;
    private final Operand<TFloat64> converged;

    State(Handles handles) {
      point = handles.read(POINT, TFloat64.class);
      gradient = handles.read(GRADIENT, TFloat64.class);
      pseudoGradient = handles.read(PSEUDO_GRADIENT, TFloat64.class);
      direction = handles.read(DIRECTION, TFloat64.class);
      orthant = handles.read(ORTHANT, TFloat64.class);
      steps = handles.read(STEPS, TFloat64.class);
      changes = handles.read(CHANGES, TFloat64.class);
      loss = handles.read(LOSS, TFloat64.class);
      length = handles.read(LENGTH, TFloat64.class);
      tries = handles.read(TRIES, TFloat64.class);
      stale = handles.read(STALE, TFloat64.class);
      started = handles.read(STARTED, TFloat64.class);
      converged = handles.read(CONVERGED, TFloat64.class);
    }
  }
}
