/** How a terminal begins and ends each. */
const CODES = { bold: [1, 22], cyan: [36, 39], dim: [2, 22], green: [32, 39], red: [31, 39], yellow: [33, 39] };

export type Color = keyof typeof CODES;

/** Gives a text a color, on a terminal that has them. */
export type Style = (color: Color, text: string) => string;

export const PLAIN: Style = (_, text) => text;
export const COLORED: Style = (color, text) => `\u001b[${CODES[color][0]}m${text}\u001b[${CODES[color][1]}m`;
