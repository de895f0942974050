import { useQuery } from '@apollo/client/react';
import { Card, codeOf, EmptyState, ErrorState, ExerciseTime, InstanceForm, Loading, PageHeader, SharesCard, useChanges, useInstanceSteps, usePurpose, useStation, useWords, type InstanceFormProps, type InstanceSteps } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { SearchPageDocument, type SearchPageQuery } from '../gql/search.js';
import FirstMinute from '../first/FirstMinute.js';
import { searchesPage, searchMap } from '../paths.js';
import TipsPanel from '../posters/TipsPanel.js';
import { RecordTrack } from '../recording/RecordTrack.js';
import { AskNeighbours, MoreDeeds } from './Deeds.js';
import { Branches } from './Branches.js';
import { Claims } from './Claims.js';
import { Clocks } from './Clocks.js';
import { Ending } from './Ending.js';
import { FoundKeys } from './FoundKeys.js';
import { LastSeen } from './LastSeen.js';
import { PersonCard } from './PersonCard.js';
import { Story } from './Story.js';
import { Asked } from './Asked.js';
import { Beside } from './Tasks.js';
import { Top } from './Top.js';
import { useTally } from './useTally.js';
import './search.css';

export type Search = SearchPageQuery['missingPerson'];
/** Which form opens: of a task, or of an event. */
export type Asking = Pick<InstanceFormProps, 'task' | 'event' | 'outcome' | 'initial' | 'regardless'>;
/** What the parts of the page are told. */
export interface PartProps {
  readonly search: Search;
  readonly steps: InstanceSteps;
  /** Opens a form. */
  ask(form: Asking): void;
}

const LIVE = ['INSTANCE', 'TASK'] as const;

/** One search, for a thumb in a park and for the big screen: who, how urgent and why, what to do now, what is known, what has happened; live. */
export default function SearchPage() {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const plain = useQuery(SearchPageDocument, { variables: { stationId, id } });
  // What a purpose opened never enters the cache.
  const opened = useQuery(SearchPageDocument, { variables: { stationId, id, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  const reread = () => Promise.all([plain.refetch(), ...(purpose.purpose === undefined ? [] : [opened.refetch()])]);
  useChanges({ kinds: LIVE, id }, reread);
  // A failed reading shows by the query itself.
  const refetch = () => void reread().catch(() => undefined);
  const steps = useInstanceSteps(refetch);
  const [asking, setAsking] = useState<Asking>();
  const tally = useTally(plain.data?.missingPerson, purpose.purpose);
  if (plain.error && !plain.data) {
    const missing = ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(plain.error));
    return missing ? <EmptyState title={say('没有这起查找', 'There is no such search')} action={<Link to={`${base}/${searchesPage}`}>{say('回到查找列表', 'Back to the searches')}</Link>} /> : <ErrorState error={plain.error} onRetry={refetch} />;
  }
  const search = (purpose.purpose === undefined ? undefined : (opened.data ?? opened.previousData)?.missingPerson) ?? plain.data?.missingPerson;
  if (search === undefined) return <Loading rows={8} />;
  const { instance } = search;
  const part: PartProps = { search, steps, ask: setAsking };
  return (
    <ExerciseTime clock={instance.exerciseClock}>
      <div className="search-page">
        <PageHeader
          title={say('走失人员查找', 'Missing person')} exercise={instance.exercise}
          facts={<><span className="sh-mono sh-whole">{instance.number}</span>{instance.incident && <> · <Link to={`${base}/incidents/${instance.incident.id}`}>{say('警情 {number}', 'Incident {number}', { number: instance.incident.number })}</Link></>} · <Link to={`${base}/instances/${instance.id}`}>{say('完整记录', 'The whole record')}</Link> · <Link to={`${base}/${searchMap(instance.id)}`}>{say('查找地图', 'The map')}</Link> · <Link to={`${base}/${searchesPage}`}>{say('全部查找', 'All searches')}</Link></>}
        />
        <Top search={search} />
        <FoundKeys {...part} />
        <div className="search-body">
          <div className="search-work">
            <Ending search={search} />
            <Claims {...part} />
            <Beside {...part} />
            <Branches {...part} tally={tally} />
            <Asked {...part} tally={tally} />
            {!instance.closed && search.foundOn === null && <Card title={say('第一分钟', 'The first minute')} id="first"><FirstMinute recordId={instance.id} version={instance.version} purpose={purpose} /></Card>}
            {search.posterOn !== null && <Card title={say('群众提供的情况', 'What the public said')} id="tips"><TipsPanel recordId={instance.id} version={instance.version} purpose={purpose} /></Card>}
            <RecordTrack instanceId={instance.id} subject={`${instance.title} ${instance.number}`} over={instance.closed || search.foundOn !== null} />
            <MoreDeeds search={search} ask={setAsking} />
          </div>
          <aside className="search-aside" aria-label={say('走失人与已知情况', 'The person, and what is known')}>
            <PersonCard search={search} purpose={purpose} loading={opened.loading} error={purpose.purpose === undefined ? undefined : opened.error} onOpened={refetch} ask={setAsking} />
            <LastSeen search={search} />
            <Clocks {...part} />
            <AskNeighbours {...part} />
            <SharesCard instanceId={instance.id} purpose={purpose.purpose} />
          </aside>
          <Story search={search} tally={tally} />
        </div>
      </div>
      {asking && <InstanceForm key={JSON.stringify(asking)} instanceId={instance.id} {...asking} onClose={() => setAsking(undefined)} onDone={() => { setAsking(undefined); refetch(); }} />}
    </ExerciseTime>
  );
}
