import type { Bilingual, Locale } from '@stationhouse/kernel';
import { useMemo } from 'react';
import { useIntl, type IntlShape } from 'react-intl';
import { formatDate, formatDueMoment, formatMoment, serverClock } from './time.js';
import { useTimeZone } from './station.js';

/** A text as the API sends it. */
export interface ApiText {
  readonly zhCN: string;
  readonly en: string;
}

type Values = Record<string, string | number>;

/** What a component needs to speak the reader's language. */
export interface Words {
  readonly locale: Locale;
  /** Says one of two ICU messages: `say('共 {count, number} 条', '{count, plural, one {# record} other {# records}}', { count })`. */
  say(zhCN: string, en: string, values?: Values): string;
  /** The reader's side of a bilingual text; empty for none. */
  textOf(text: ApiText | Bilingual | null | undefined): string;
  /** A number with the reader's grouping. */
  number(value: number): string;
  /** A moment in the station's time zone, `10-09 08:55`; with the year when it is not this one. */
  moment(iso: string | null | undefined): string;
  /** A due moment: an end of day is written `11-20 24:00`. */
  due(iso: string | null | undefined): string;
  /** A local date, `2024-03-04`. */
  date(iso: string | null | undefined): string;
}

function sayWith(intl: IntlShape, locale: Locale) {
  return (zhCN: string, en: string, values?: Values): string => {
    const message = locale === 'en' ? en : zhCN;
    if (values === undefined) return message;
    return String(intl.formatters.getMessageFormat(message, locale).format(values));
  };
}

/** The reader's language and the station's calendar. */
export function useWords(): Words {
  const intl = useIntl();
  const timeZone = useTimeZone();
  return useMemo(() => {
    const locale: Locale = intl.locale === 'en' ? 'en' : 'zh-CN';
    return {
      locale,
      say: sayWith(intl, locale),
      textOf: (text) => (text ? ('zhCN' in text ? (locale === 'en' ? text.en : text.zhCN) : text[locale]) : ''),
      number: (value) => intl.formatNumber(value),
      moment: (iso) => (iso ? formatMoment(new Date(iso), timeZone, serverClock.now()) : ''),
      due: (iso) => (iso ? formatDueMoment(new Date(iso), timeZone, serverClock.now()) : ''),
      date: (iso) => (iso ? formatDate(new Date(iso), timeZone) : ''),
    };
  }, [intl, timeZone]);
}
