/** The languages of the API's pages, as jsii-docgen names them, and as people do. */
export const LANGUAGES: { readonly [language: string]: string } = { typescript: 'TypeScript', python: 'Python', java: 'Java', csharp: 'C#', go: 'Go' };

/** As GitHub makes anchors of headings, so that a link is right here and there. */
export function slugOf(heading: string): string {
  return heading.replace(/<[^>]*>/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
}
