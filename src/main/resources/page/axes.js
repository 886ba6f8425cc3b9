/** So many cells a campaign has at most: of a longer range so many are given that the service says so. */
const MOST_VALUES = 10_000;

/** From so many consecutive numbers on they are written as a range. */
const RANGE = 4;

/**
 * The values of an axis as they are typed: `1..10` is each of them, and the rest is JSON, or a word of its own.
 * @param {string} text @returns {unknown[]}
 */
export function read(text) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap((part) => {
      const range = part.match(/^(-?\d{1,9})\.\.(-?\d{1,9})$/);
      if (range) return upTo(Number(range[1]), Math.min(Number(range[2]), Number(range[1]) + MOST_VALUES));
      try {
        return [JSON.parse(part)];
      } catch {
        return [part];
      }
    });
}

/** As they would be typed; null for values that can't be, such as those with a comma in them. @param {unknown[]} values @returns {string | null} */
export function written(values) {
  const text = isRange(values) ? `${values[0]}..${values.at(-1)}` : values.map(word).join(', ');
  return JSON.stringify(read(text)) === JSON.stringify(values) ? text : null;
}

/** @param {unknown[]} values */
const isRange = (values) => values.length >= RANGE && values.every((value, i) => Number.isInteger(value) && value === Number(values[0]) + i);

/** A text that would be read as something else is quoted. @param {unknown} value */
const word = (value) => (typeof value === 'string' && read(value)[0] === value ? value : JSON.stringify(value));

/** @param {number} from @param {number} to @returns {number[]} */
export function upTo(from, to) {
  return Array.from({length: Math.max(0, to - from + 1)}, (_, i) => from + i);
}
