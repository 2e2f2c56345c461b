package dev.luthier.spec;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.data.DataAccessorIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.CeilingFunction;
import com.ezylang.evalex.functions.basic.FloorFunction;
import com.ezylang.evalex.functions.basic.LogFunction;
import com.ezylang.evalex.functions.basic.MaxFunction;
import com.ezylang.evalex.functions.basic.MinFunction;
import com.ezylang.evalex.functions.basic.SqrtFunction;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import dev.luthier.search.Assignment;
import dev.luthier.search.Constraint;
import dev.luthier.search.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A relation such as {@code units1 >= units2} between parameters, by their names. It can compute
 * with numbers, compare texts, and reach nothing else.
 *
 * @param text the expression
 * @param parameters that are in it
 */
record ExpressionConstraint(String text, Set<String> parameters) implements Constraint {

  /** Nobody writes longer ones, and parsing goes as deep as brackets go. */
  private static final int LONGEST = 1000;

  private static final Map<String, FunctionIfc> FUNCTIONS =
      Map.of(
          "ABS", new AbsFunction(),
          "CEILING", new CeilingFunction(),
          "FLOOR", new FloorFunction(),
          "LOG", new LogFunction(),
          "MAX", new MaxFunction(),
          "MIN", new MinFunction(),
          "ROUND", new BoundedArithmetic.Round(),
          "SQRT", new SqrtFunction());

  ExpressionConstraint {
    parameters = Set.copyOf(parameters);
  }

  /**
   * Reads an expression.
   *
   * @param names of all parameters
   * @throws IllegalArgumentException where it is none, or names something else
   */
  static ExpressionConstraint parse(String text, List<String> names) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "expression must not be empty; write one such as \"units1 >= units2\"");
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "expression must have at most "
              + LONGEST
              + " characters, has "
              + text.length()
              + "; write several constraints");
    }
    Set<String> used;
    try {
      Expression expression = new Expression(text, configuration(Assignment.empty()));
      used = expression.getUsedVariables();
      requireSmallNumbers(expression);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "expression \"" + text + "\" cannot be computed: " + e.getMessage(), e);
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "expression \""
              + text
              + "\" cannot be read at character "
              + e.getStartPosition()
              + ": "
              + e.getMessage()
              + "; write one such as \"units1 >= units2\"",
          e);
    }
    for (String name : used) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "expression names no parameter by \"" + name + "\"" + NearestName.advice(name, names));
      }
    }
    if (used.isEmpty()) {
      throw new IllegalArgumentException(
          "expression must name a parameter, was \""
              + text
              + "\"; write one of "
              + String.join(", ", names));
    }
    return new ExpressionConstraint(text, used);
  }

  private static void requireSmallNumbers(Expression expression) throws ParseException {
    for (ASTNode node : expression.getAllASTNodes()) {
      if (node.getToken().getType() == Token.TokenType.NUMBER_LITERAL) {
        BoundedArithmetic.requireSmall(
            EvaluationValue.numberOfString(
                    node.getToken().getValue(), expression.getConfiguration().getMathContext())
                .getNumberValue());
      }
    }
  }

  /**
   * Whether the relation is there.
   *
   * @throws IllegalArgumentException where the values are not of the kinds that the expression
   *     needs
   */
  @Override
  public boolean holds(Assignment assignment) {
    if (!assignment.values().keySet().containsAll(parameters)) {
      return true;
    }
    EvaluationValue value;
    try {
      value = new Expression(text, configuration(assignment)).evaluate();
    } catch (EvaluationException | ParseException | ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "expression \""
              + text
              + "\" cannot be computed with "
              + assignment
              + ": "
              + e.getMessage(),
          e);
    }
    if (!value.isBooleanValue()) {
      throw new IllegalArgumentException(
          "expression must be a comparison, \"" + text + "\" is not; write one such as \"a <= b\"");
    }
    return value.getBooleanValue();
  }

  private static ExpressionConfiguration configuration(Assignment assignment) {
    Map<String, EvaluationValue> constants = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    constants.put("true", EvaluationValue.TRUE);
    constants.put("false", EvaluationValue.FALSE);
    MapBasedFunctionDictionary functions = new MapBasedFunctionDictionary();
    FUNCTIONS.forEach(functions::addFunction);
    return ExpressionConfiguration.builder()
        .functionDictionary(functions)
        .defaultConstants(constants)
        .dataAccessorSupplier(() -> new Values(assignment))
        .evaluationValueConverter(new BoundedArithmetic())
        .arraysAllowed(false)
        .structuresAllowed(false)
        .binaryAllowed(false)
        .implicitMultiplicationAllowed(false)
        .singleQuoteStringLiteralsAllowed(true)
        .build()
        .withAdditionalOperators(Map.entry("^", new BoundedArithmetic.Power()));
  }

  /** By name, upper and lower case being two: a study may have a C and a c. */
  private record Values(Assignment assignment) implements DataAccessorIfc {

    @Override
    public EvaluationValue getData(String variable) {
      return assignment.get(variable).map(Values::of).orElse(null);
    }

    @Override
    public void setData(String variable, EvaluationValue value) {
      throw new UnsupportedOperationException("an expression changes nothing");
    }

    private static EvaluationValue of(Value value) {
      if (value instanceof Value.Flag flag) {
        return EvaluationValue.booleanValue(flag.value());
      }
      return value.number().isPresent()
          ? EvaluationValue.numberValue(new BigDecimal(value.text()))
          : EvaluationValue.stringValue(value.text());
    }
  }
}
