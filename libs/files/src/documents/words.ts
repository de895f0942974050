import type { Parts } from './package.js';

/** Parts in which docxtemplater fills tags. */
const TEMPLATED = /^word\/(document|header\d*|footer\d*)\.xml$/;
const AROUND = 12;

/** Parts that may hold tags, with their XML, the body first. */
export function templatedParts(parts: Parts): [string, string][] {
  return [...parts].filter(([name]) => TEMPLATED.test(name)).map(([name, bytes]): [string, string] => [name, bytes.toString('utf8')]).sort(([one], [other]) => one.localeCompare(other));
}

/** The text of each paragraph, as people see it. */
export function paragraphsOf(xml: string): string[] {
  return [...xml.matchAll(/<w:p[ >][\s\S]*?<\/w:p>/g)].map(([paragraph]) => [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, words = '']) => plain(words)).join('')).filter((words) => words !== '');
}

function plain(words: string): string {
  return words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
}

/** The first place where a tag stands, with a few words on both sides; null where it is not found as it is written. */
export function wordsAround(paragraphs: readonly string[], tag: string): string | null {
  for (const line of paragraphs) {
    const at = line.indexOf(tag);
    if (at < 0) continue;
    const [from, to] = [Math.max(0, at - AROUND), Math.min(line.length, at + tag.length + AROUND)];
    return `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
  }
  return null;
}
