// Numbers written so that whoever adds them up by hand arrives at the sum beside them.

const WRITTEN_DECIMALS = 4;
const MOST_DECIMALS = 9;

/** A number with exactly so many decimals and a real minus sign; never "−0.0000". */
function fixedNumber(value, decimals = WRITTEN_DECIMALS) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

const rounded = (value, decimals) => Number(value.toFixed(decimals));

/** A later term of a sum: its sign set apart. */
const signed = (text) => (text.startsWith("\u2212") ? `\u2212 ${text.slice(1)}` : `+ ${text}`);

/** A factor of a product: in parentheses where it is negative. */
const bracketed = (text) => (text.startsWith("\u2212") ? `(${text})` : text);

/**
 * The operands with the fewest decimals, at least four, with which evaluate(operands) is written like `result`: so what is
 * shown can be calculated again.
 */
function agreeingTexts(operands, evaluate, result) {
  const target = fixedNumber(result);
  let decimals = WRITTEN_DECIMALS;
  while (decimals < MOST_DECIMALS && fixedNumber(evaluate(operands.map((value) => rounded(value, decimals)))) !== target) decimals++;
  return operands.map((value) => fixedNumber(value, decimals));
}

const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

/** Single-precision numbers that Python sent as base64 text. */
const singlesOf = (text) => (text ? new Float32Array(decodeBytes(text).buffer) : null);

/** The largest absolute value, 1 where all is zero: the limit of a zero-centred scale. */
function largestOf(values) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest || 1;
}

/** A share as a person reads it: 99.2 %, and never 100 % for less than all. */
function percent(share) {
  const text = (100 * share).toFixed(1);
  if (text === "100.0" && share < 1) return "> 99.9 %";
  return text === "0.0" && share > 0 ? "< 0.1 %" : `${text} %`;
}
