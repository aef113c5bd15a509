/** A piece of a page, as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Content = Html | string | number | undefined | false | readonly Content[];

/** Puts values into a piece of a page: texts as texts, pieces as they are, lists one after the other; what there is not is left out. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.map((part, i) => i === 0 ? part : `${textOf(values[i - 1])}${part}`).join(''));
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(textOf).join('');
  return content === undefined || content === false ? '' : String(content).replace(/[<>&"']/g, character => `&#${character.charCodeAt(0)};`);
}
