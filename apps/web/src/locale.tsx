import { DEFAULT_LOCALE, LOCALES, type Locale } from '@stationhouse/kernel';
import { theme } from '@stationhouse/plugin-web';
import { ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import type { Locale as AntdLocale } from 'antd/es/locale/index.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';

const KEY = 'stationhouse.locale';

interface LocaleChoice {
  readonly locale: Locale;
  choose(locale: Locale): void;
}

const LocaleContext = createContext<LocaleChoice>({ locale: DEFAULT_LOCALE, choose: () => undefined });

/** The reader's language, and how to change it. */
export function useLocaleChoice(): LocaleChoice {
  return useContext(LocaleContext);
}

// Not loaded on demand: antd draws everything below anew when its first locale comes, and what was typed by then is lost.
const antdLocales: Record<Locale, AntdLocale> = { 'zh-CN': zhCN, en: enUS };

function remembered(): Locale {
  const kept = localStorage.getItem(KEY);
  return LOCALES.find((locale) => locale === kept) ?? DEFAULT_LOCALE;
}

/** Speaks the chosen language everywhere below: our words, antd's, numbers and plural forms. Chinese until chosen otherwise. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(remembered);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const choice = useMemo<LocaleChoice>(() => ({
    locale,
    choose: (next) => {
      localStorage.setItem(KEY, next);
      setLocale(next);
    },
  }), [locale]);
  return (
    <LocaleContext value={choice}>
      <IntlProvider locale={locale} defaultLocale={DEFAULT_LOCALE} messages={{}}>
        <ConfigProvider theme={theme} locale={antdLocales[locale]} button={{ autoInsertSpace: false }} getPopupContainer={popupContainer}>{children}</ConfigProvider>
      </IntlProvider>
    </LocaleContext>
  );
}

/** Lists that drop down belong to the landmark they were opened from, so that nobody meets them outside the page's structure. */
function popupContainer(trigger?: HTMLElement): HTMLElement {
  return trigger?.closest<HTMLElement>('main, header') ?? document.body;
}

/** Offers the other language, in that language. */
export function LanguageSwitch() {
  const { locale, choose } = useLocaleChoice();
  const other: Locale = locale === 'en' ? 'zh-CN' : 'en';
  return (
    <button type="button" className="sh-pick" lang={other} onClick={() => choose(other)} data-testid="language">
      {other === 'en' ? 'English' : '中文'}
    </button>
  );
}
