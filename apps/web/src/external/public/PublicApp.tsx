import { EmptyState, ErrorState, failureOf, Loading, useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense, useCallback } from 'react';
import { LanguageSwitch, LocaleProvider } from '../../locale.js';
import { publicPages } from '../composition.js';
import { useReading } from '../useReading.js';
import { askAnybody } from './ask.js';

const pages = publicPages.map(({ pluginId, question, load }) => ({ pluginId, question, Page: lazy(load) }));

/** The public pages: for anybody, so that nobody is looked for, nothing is signed in, and no cookie is sent. */
export default function PublicApp() {
  const [, , bureau = '', pluginId = '', question = ''] = location.pathname.split('/');
  const page = pages.find((one) => one.pluginId === pluginId && one.question === question);
  return (
    <LocaleProvider>
      <main className="x-gate">
        <div className="x-gate-card">
          {page === undefined ? <Nothing /> : <Open page={page} bureau={bureau} />}
          <div className="x-foot"><span /><LanguageSwitch /></div>
        </div>
      </main>
    </LocaleProvider>
  );
}

function Open({ page: { pluginId, question, Page }, bureau }: { page: (typeof pages)[number]; bureau: string }) {
  const address = `/api/public/${encodeURIComponent(bureau)}/${pluginId}/${question}`;
  const { value, error, again } = useReading(useCallback(() => askAnybody<{ readonly bureau: string }>(address), [address]));
  if (value === undefined) return error === undefined ? <Loading rows={4} /> : failureOf(error).code === 'NOT_FOUND' ? <Nothing /> : <ErrorState error={error} onRetry={again} />;
  return <Suspense fallback={<Loading rows={4} />}><Page bureau={value.bureau} ask={(asked) => askAnybody(address, asked)} photo={(notice, place) => `${address}/photos/${encodeURIComponent(notice)}/${place}`} /></Suspense>;
}

/** A page that a bureau has not opened looks like one that never was. */
function Nothing() {
  const { say } = useWords();
  return <EmptyState title={say('没有此页面', 'There is no such page')} hint={say('如接到可疑来电，请挂断并拨打 110 或 96110。', 'If somebody called you and you doubt it, hang up and dial 110 or 96110.')} action={<a href="tel:110">{say('拨打 110', 'Dial 110')}</a>} />;
}
