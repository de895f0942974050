import { useQuery } from '@apollo/client/react';
import { Chip, ErrorState, ExerciseMark, useScope, useWords } from '@stationhouse/plugin-web';
import { SilentNoticesDocument } from '../../gql/notices.js';
import { PERMISSIONS } from '../../permissions.js';
import { useNoticeChanges } from '../useNotices.js';
import { gradeInWords } from './queue.js';
import '../notices.css';

/** Where alerts ring and no device is heard from: somebody has to go and look. Nothing is shown while every terminal answers. @param places the stations by name, where several are looked after */
export function SilentTerminals({ places = [] }: { places?: readonly { readonly id: string; readonly name: string }[] }) {
  const { say, textOf, moment } = useWords();
  const { bureauId, stationId, may } = useScope();
  const { data, error, refetch } = useQuery(SilentNoticesDocument, { variables: { bureauId, stationId: stationId ?? null }, skip: !may(PERMISSIONS.operateNotices), fetchPolicy: 'cache-and-network' });
  useNoticeChanges(() => refetch());
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  const silent = data?.silentNotices ?? [];
  if (silent.length === 0) return null;
  const nameOf = (id: string | null | undefined) => places.find((place) => place.id === id)?.name;
  return (
    <section className="sh-error sh-compact" aria-label={say('值班终端无响应', 'Terminals that do not answer')} data-testid="silent-terminals">
      <b>{say('值班终端无响应：{count, number} 条紧急通知发出后没有终端响铃', 'Terminals do not answer: {count, plural, one {# urgent notice rings} other {# urgent notices ring}} where no device is heard from', { count: silent.length })}</b>
      <span className="sh-sub">{say('请检查值班终端是否关机、断网或未登录，并先用电话通知值班人员。', 'See whether the duty terminals are switched off, cut off or signed out, and phone whoever is on duty first.')}</span>
      <ul className="silent-list">
        {silent.map((notice) => (
          <li key={notice.id}>
            {notice.exercise && <ExerciseMark />} <b>{gradeInWords(notice, say)}</b> {nameOf(notice.stationId)} {textOf(notice.title)} {notice.recordNumber && <span className="sh-mono">{notice.recordNumber}</span>} <span className="sh-sub sh-num">{moment(notice.createdAt)}</span>{' '}
            {notice.heardAt ? <Chip tone="ok">{say('{at} 起有终端响应', 'a device answers since {at}', { at: moment(notice.heardAt) })}</Chip> : <Chip tone="bad">{notice.stage === 'BUREAU' ? say('已上报分局', 'at the bureau') : say('已上报带班领导', 'with the duty commander')}</Chip>}
          </li>
        ))}
      </ul>
    </section>
  );
}
