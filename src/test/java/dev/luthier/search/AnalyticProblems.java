package dev.luthier.search;

import java.util.List;

/** Problems whose objective is a formula. */
final class AnalyticProblems {

  private static final double[] HARTMANN_WEIGHTS = {1, 1.2, 3, 3.2};

  private static final double[][] HARTMANN_SHARPNESS = {
    {10, 3, 17, 3.5, 1.7, 8},
    {0.05, 10, 17, 0.1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, 0.05, 10, 0.1, 14}
  };

  private static final double[][] HARTMANN_CENTERS = {
    {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
    {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
    {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
    {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
  };

  private AnalyticProblems() {}

  static List<Problem> all() {
    return List.of(branin(), hartmann6(), conditional());
  }

  /** Branin: two dimensions, three equal minima. */
  private static Problem branin() {
    return new Problem(
        "Branin",
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(-5, 10)), Parameter.of("y", FloatRange.of(0, 15))),
        Goal.MINIMIZE,
        assignment -> {
          double x = assignment.number("x");
          double root =
              assignment.number("y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
          return root * root + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
        },
        0.397887);
  }

  /** Hartmann's function of six dimensions, as something to maximize. */
  private static Problem hartmann6() {
    Parameter[] parameters = new Parameter[6];
    for (int j = 0; j < 6; j++) {
      parameters[j] = Parameter.of("x" + j, FloatRange.of(0, 1));
    }
    return new Problem(
        "Hartmann 6",
        SearchSpace.of(parameters),
        Goal.MAXIMIZE,
        assignment -> {
          double sum = 0;
          for (int i = 0; i < 4; i++) {
            double exponent = 0;
            for (int j = 0; j < 6; j++) {
              double distance = assignment.number("x" + j) - HARTMANN_CENTERS[i][j];
              exponent += HARTMANN_SHARPNESS[i][j] * distance * distance;
            }
            sum += HARTMANN_WEIGHTS[i] * Math.exp(-exponent);
          }
          return sum;
        },
        3.32237);
  }

  /** An optimizer with parameters of its own, layers that are there or not, and a learning rate. */
  private static Problem conditional() {
    Value sgd = Value.of("sgd");
    return new Problem(
        "conditional",
        SearchSpace.of(
            Parameter.of("optimizer", Choice.of("adam", "sgd", "rmsprop")),
            Parameter.of("rate", FloatRange.of(1e-5, 1).withScale(Scale.LOG)),
            Parameter.of("momentum", FloatRange.of(0, 0.99))
                .when(new Condition.OneOf("optimizer", List.of(sgd))),
            Parameter.of("layers", IntRange.of(1, 3)),
            Parameter.of("units1", IntRange.of(16, 512).withScale(Scale.LOG)),
            Parameter.of("units2", IntRange.of(16, 512).withScale(Scale.LOG))
                .when(new Condition.Between("layers", 2, 3)),
            Parameter.of("units3", IntRange.of(16, 512).withScale(Scale.LOG))
                .when(new Condition.Between("layers", 3, 3))),
        Goal.MINIMIZE,
        AnalyticProblems::conditionalLoss,
        0);
  }

  /** The least is 0: sgd with momentum 0.9 and rate 0.01, two layers of 128 and 64. */
  private static double conditionalLoss(Assignment assignment) {
    double loss = square(Math.log10(assignment.number("rate")) + 2) / 4;
    if (assignment.text("optimizer").equals("sgd")) {
      loss += 4 * square(assignment.number("momentum") - 0.9);
    } else {
      loss += 0.2;
    }
    loss += square(Math.log(assignment.number("units1") / 128));
    long layers = assignment.whole("layers");
    loss += layers >= 2 ? square(Math.log(assignment.number("units2") / 64)) : 0.5;
    return loss + (layers == 3 ? 0.1 + 0.1 * Math.log(assignment.number("units3") / 16) : 0);
  }

  private static double square(double x) {
    return x * x;
  }
}
