import { useQuery } from '@apollo/client/react';
import { codeOf, EmptyState, ErrorState, ExerciseTime, Loading, PageHeader, PurposeBar, useChanges, usePurpose, useStation, useWords } from '@stationhouse/plugin-web';
import { HouseMap, type Position } from '@stationhouse/plugin-web/map';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import { SearchGroundPageDocument } from '../gql/ground.js';
import { searchesPage, searchPage } from '../paths.js';
import { Clues } from './Clues.js';
import { checkOutline } from './outline.js';
import { DrawPanel } from './DrawPanel.js';
import { FilesCard } from './FilesCard.js';
import { Legend } from './Legend.js';
import { SegmentCard } from './SegmentCard.js';
import { SegmentList } from './SegmentList.js';
import { pointsOf, shapesOf } from './shapes.js';
import { Standing } from './Standing.js';
import { SuggestionCard } from './SuggestionCard.js';
import type { Segment } from './words.js';
import './ground.css';

const LIVE = ['INSTANCE'] as const;
const NONE: readonly never[] = [];

/** An outline that is being drawn: of a new segment, or anew of one that stands. */
export interface Drawing {
  readonly segment: Segment | undefined;
  readonly corners: readonly Position[];
}

/** The ground of one search: where the person may be, who searches what, what has been gone over, and where next; live. */
export default function GroundPage() {
  const words = useWords();
  const { say } = words;
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const variables = { stationId, id };
  const plain = useQuery(SearchGroundPageDocument, { variables });
  // What a purpose opened never enters the cache.
  const opened = useQuery(SearchGroundPageDocument, { variables: { ...variables, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  const reread = () => Promise.all([plain.refetch(), ...(purpose.purpose === undefined ? [] : [opened.refetch()])]);
  useChanges({ kinds: LIVE, id }, reread);
  // A failed reading shows by the query itself.
  const refetch = () => void reread().catch(() => undefined);
  const [chosen, setChosen] = useState<string>();
  const [drawing, setDrawing] = useState<Drawing>();
  const data = (purpose.purpose === undefined ? undefined : (opened.data ?? opened.previousData)) ?? plain.data;
  const ground = data?.searchGround;
  const search = data?.missingPerson;
  const area = data?.me.stations.find(({ station }) => station.id === stationId)?.station.area;
  const shapes = useMemo(() => (ground === undefined ? [] : shapesOf(ground, words)), [ground, words]);
  const points = useMemo(() => (ground === undefined ? [] : pointsOf(ground, search?.clues ?? NONE, words)), [ground, search, words]);
  const areas = useMemo(() => (area === undefined || area === null ? [] : [area]), [area]);
  // The ground of the search fills the map, not the whole of what the station polices. Figures that change leave the view as it is: places alone are compared.
  const places = JSON.stringify([...shapes.filter(({ key, backdrop }) => backdrop !== true || key === 'ring-50').map(({ geometry }) => geometry), ...points.map(({ longitude, latitude }) => ({ longitude, latitude }))]);
  const frame = useMemo(() => JSON.parse(places) as readonly unknown[], [places]);
  const checked = useMemo(() => (drawing === undefined || ground === undefined ? undefined : checkOutline(drawing.corners, ground, drawing.segment?.id)), [drawing, ground]);
  const keys = useMemo(() => new Set(chosen === undefined ? [] : [chosen]), [chosen]);
  if (plain.error && !plain.data) {
    const missing = ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(plain.error));
    return missing ? <EmptyState title={say('没有这起查找', 'There is no such search')} action={<Link to={`${base}/${searchesPage}`}>{say('回到查找列表', 'Back to the searches')}</Link>} /> : <ErrorState error={plain.error} onRetry={refetch} />;
  }
  if (ground === undefined || search === undefined) return <Loading rows={8} />;
  const { instance } = search;
  const masked = instance.masked && purpose.purpose === undefined;
  const picture = ground.segments.find(({ segment }) => segment.id === chosen);
  const begin = (segment?: Segment) => setDrawing({ segment, corners: (segment?.outline ?? []).slice(0, -1).map(([longitude = 0, latitude = 0]) => ({ longitude, latitude })) });
  const draft = drawing && { corners: drawing.corners, wrong: checked?.wrong ?? NONE, onChange: (corners: readonly Position[]) => setDrawing({ ...drawing, corners }) };
  return (
    <ExerciseTime clock={instance.exerciseClock}>
      <div className="ground-page">
        <PageHeader
          title={say('查找地图', 'Map of the search')} exercise={instance.exercise}
          facts={<><span className="sh-mono sh-whole">{instance.number}</span> · <Link to={`${base}/${searchPage(instance.id)}`}>{say('回到查找', 'Back to the search')}</Link></>}
          actions={ground.mayDirect && ground.open && drawing === undefined && <Button type={ground.segments.length === 0 ? 'primary' : 'default'} disabled={masked} onClick={() => begin()}>{say('划搜索区', 'Draw a segment')}</Button>}
        />
        <PurposeBar state={purpose} masked={instance.masked} loading={opened.loading} />
        {purpose.purpose !== undefined && opened.error && <ErrorState compact error={opened.error} />}
        {!ground.open && <p className="ground-over" role="status">{say('查找已结束，搜索区和记录仍可查看、导出，不再更改。', 'The search is over: its ground can be looked at and exported, and is kept as it is.')}</p>}
        <Standing ground={ground} />
        <div className="ground-body">
          <section className="sh-card ground-map" aria-label={say('地图', 'Map')}>
            <HouseMap label={say('查找地图；旁边的列表内容相同', 'Map of the search; the lists beside it say the same')} areas={areas} shapes={shapes} points={points} frame={frame} chosen={keys} onChoose={([key]) => setChosen(key)} draft={draft} />
            <Legend ground={ground} />
          </section>
          <div className="ground-work">
            {drawing && checked && <DrawPanel instanceId={instance.id} ground={ground} drawing={drawing} checked={checked} onChange={setDrawing} onClose={() => setDrawing(undefined)} onDone={(segmentId) => { setDrawing(undefined); setChosen(segmentId); refetch(); }} />}
            {picture && drawing === undefined && <SegmentCard key={picture.segment.id} instanceId={instance.id} ground={ground} picture={picture} onRedraw={() => begin(picture.segment)} onClose={() => setChosen(undefined)} onChanged={refetch} />}
            {drawing === undefined && ground.open && <SuggestionCard instanceId={instance.id} purpose={purpose.purpose} ground={ground} onChoose={setChosen} />}
            <SegmentList ground={ground} chosen={chosen} onChoose={setChosen} masked={masked} onDraw={ground.mayDirect && ground.open && !masked ? () => begin() : undefined} />
          </div>
          <div className="ground-more">
            <Clues search={search} ground={ground} />
            <FilesCard instanceId={instance.id} ground={ground} purpose={purpose.purpose} onChanged={refetch} />
          </div>
        </div>
      </div>
    </ExerciseTime>
  );
}
