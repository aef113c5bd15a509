import { compares } from './comparison';
import { FilterPattern } from './found';

const COLUMN = /"[^"]*"|\[[^\]]*\]|\S+/g;
const CONDITION = /^\s*([\w.-]+)\s*(!=|>=|<=|=|>|<)\s*("?)(.*?)\3\s*$/;

/** What stands between the brackets: a name a column, maybe with a condition; `...` stands for any number of them. */
export function spaceDelimited(text: string): FilterPattern {
  const columns = text.split(',').map(column => column.trim());
  const gap = columns.indexOf('...');
  return event => {
    const values = (event.match(COLUMN) ?? []).map(value => value.replace(/^(?:"(.*)"|\[(.*)\])$/, '$1$2'));
    const isLongEnough = gap < 0 ? values.length === columns.length : values.length >= columns.length - 1;
    if (!isLongEnough) return undefined;
    const fields: Record<string, string> = {};
    for (const [i, column] of columns.entries()) {
      if (i === gap) continue;
      const value = values[gap >= 0 && i > gap ? values.length - (columns.length - i) : i];
      const alternatives = column.split('||').map(part => part.split('&&'));
      const conditions = alternatives.map(all => all.map(part => CONDITION.exec(part)).filter(found => found !== null));
      fields[nameOf(column)] = value;
      const holds = conditions.some(all => all.every(([, , operator, quote, expected]) => compares(value, operator, expected, quote !== '')));
      if (!holds) return undefined;
    }
    return { valueOf: field => fields[field.replace(/^\$\.?/, '')] };
  };
}

function nameOf(column: string): string {
  return /^[\w.-]*/.exec(column)![0];
}
