/**
 * A text people read, in both languages of the house. Chinese comes first: it is what a station sees by default.
 */
export interface Bilingual {
  readonly 'zh-CN': string;
  readonly en: string;
}

/** The languages the product speaks. */
export type Locale = keyof Bilingual;

export const LOCALES: readonly Locale[] = ['zh-CN', 'en'];

/** The default language of the product. */
export const DEFAULT_LOCALE: Locale = 'zh-CN';

/** Builds a bilingual text: `text('警情', 'Incident')`. */
export function text(zhCN: string, en: string): Bilingual {
  return { 'zh-CN': zhCN, en };
}

/** Picks one language of a bilingual text. */
export function inLocale(bilingual: Bilingual, locale: Locale): string {
  return bilingual[locale];
}

/** The best supported language of an `Accept-Language` header; Chinese when nothing fits. */
export function localeFromHeader(header: string | undefined): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((left, right) => right.quality - left.quality);
  for (const { tag } of wanted) {
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return DEFAULT_LOCALE;
}
