package dev.luthier.spec;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.data.conversion.DefaultEvaluationValueConverter;
import com.ezylang.evalex.data.conversion.EvaluationValueConverterIfc;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.functions.basic.RoundFunction;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.arithmetic.InfixPowerOfOperator;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;

/**
 * What keeps the decimals of expressions small. They have no end of their own: the digits of a
 * number such as {@code FLOOR(1e999999999)} would fill the memory.
 */
final class BoundedArithmetic implements EvaluationValueConverterIfc {

  /** More than the decimal exponents of a double. */
  private static final int MOST_DIGITS = 400;

  private static final int MOST_SCALE = 1000;
  private static final int MOST_EXPONENT = 100;

  private final EvaluationValueConverterIfc converter = new DefaultEvaluationValueConverter();

  /** Makes a value of the result of an operator or a function. */
  @Override
  public EvaluationValue convertObject(Object object, ExpressionConfiguration configuration) {
    EvaluationValue value = converter.convertObject(object, configuration);
    if (value.isNumberValue()) {
      requireSmall(value.getNumberValue());
    }
    return value;
  }

  /**
   * Checks a number of an expression.
   *
   * @throws ArithmeticException where it is out of all proportion
   */
  static void requireSmall(BigDecimal number) {
    long digits = number.signum() == 0 ? 0 : (long) number.precision() - number.scale();
    if (Math.abs(digits) > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_SCALE) {
      throw new ArithmeticException(
          "a number is outside 1e-" + MOST_DIGITS + " to 1e" + MOST_DIGITS);
    }
  }

  private static void requireWithin(EvaluationValue value, int most, String what) {
    if (value.isNumberValue()
        && value.getNumberValue().abs().compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new ArithmeticException(what + " is outside -" + most + " to " + most);
    }
  }

  /** Rounds to some hundred digits at most. */
  @FunctionParameter(name = "value")
  @FunctionParameter(name = "scale")
  static final class Round extends RoundFunction {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token functionToken, EvaluationValue... parameterValues) {
      requireWithin(parameterValues[1], MOST_DIGITS, "the scale of ROUND");
      return super.evaluate(expression, functionToken, parameterValues);
    }
  }

  /** Takes a small exponent. */
  @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER, leftAssociative = false)
  static final class Power extends InfixPowerOfOperator {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token operatorToken, EvaluationValue... operands)
        throws EvaluationException {
      requireWithin(operands[1], MOST_EXPONENT, "an exponent");
      return super.evaluate(expression, operatorToken, operands);
    }
  }
}
