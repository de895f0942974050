import { useQuery } from '@apollo/client/react';
import { AreaMap, Card, EmptyState, ErrorState, GradeChip, isGrade, LoadMore, Loading, useStation, useWords, type MapPoint } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { DisputePlacesDocument, type DisputePlacesQuery, type DisputePlacesQueryVariables } from './gql/disputes.js';

type Row = DisputePlacesQuery['disputeMediations']['edges'][number]['node'];
const PAGE = 200;

/** The disputes of a view on the station's map, the riskiest first; those without a place stand in a list beside it. */
export function DisputeMap({ filter }: { filter: DisputePlacesQueryVariables['filter'] }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, loading, refetch, fetchMore } = useQuery(DisputePlacesDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = useMemo(() => data?.disputeMediations.edges.map(({ node }) => node) ?? [], [data]);
  const points = useMemo(() => rows.flatMap(pointOf), [rows]);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  const { totalCount, pageInfo } = data.disputeMediations;
  const area = data.me.stations.find(({ station }) => station.id === stationId)?.station.area;
  const picked = rows.filter(({ id }) => chosen.includes(id));
  const placeless = rows.filter(({ point }) => !point);
  const more = () => void fetchMore({
    variables: { after: pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ ...before, disputeMediations: { ...fetchMoreResult.disputeMediations, edges: [...before.disputeMediations.edges, ...fetchMoreResult.disputeMediations.edges] } }),
  });
  if (rows.length === 0) return <EmptyState title={say('没有符合条件的纠纷', 'No dispute matches')} hint={say('换一个视图或清除筛选。', 'Choose another view, or clear the filter.')} filtered />;
  return (
    <div className="dispute-map">
      <div>
        <AreaMap label={say('纠纷地图：方向键移动，加减号缩放，Tab 键逐个选择', 'Map of disputes: arrows move it, plus and minus zoom, Tab goes from mark to mark')} area={area} points={points} chosen={new Set(chosen)} onChoose={setChosen} />
        <LoadMore shown={rows.length} total={totalCount} hasMore={pageInfo.hasNextPage} loading={loading} onMore={more} />
      </div>
      <div className="sh-stack">
        <Card title={say('所选位置', 'The chosen place')} extra={picked.length > 0 && <Button size="small" type="text" onClick={() => setChosen([])}>{say('清除', 'Clear')}</Button>}>
          <div role="status">{picked.length === 0 ? <p className="sh-sub">{say('点选地图上的标记，查看该处的纠纷。', 'Choose a mark on the map to see what lies there.')}</p> : <Named rows={picked} label={say('所选位置的纠纷', 'Disputes at the chosen place')} />}</div>
        </Card>
        {placeless.length > 0 && <Card title={say('没有地图位置', 'Without a place on the map')}><Named rows={placeless} label={say('没有地图位置的纠纷', 'Disputes without a place on the map')} /></Card>}
      </div>
    </div>
  );
}

function Named({ rows, label }: { rows: readonly Row[]; label: string }) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  return (
    <ul className="dispute-map-list" aria-label={label}>
      {rows.map(({ id, risk, place, instance }) => (
        <li key={id}>
          <div className="sh-row">{isGrade(risk) ? <GradeChip grade={risk} /> : <span className="sh-sub">{say('待分级', 'Not graded')}</span>} <Link to={`${base}/instances/${instance.id}`}>{instance.title}</Link></div>
          <div className="sh-sub sh-small"><span className="sh-mono">{instance.number}</span> · {textOf(instance.stateTitle)}{place && <> · {place}</>}</div>
        </li>
      ))}
    </ul>
  );
}

function pointOf({ id, risk, point, instance }: Row): MapPoint[] {
  const { longitude, latitude } = point ?? {};
  return typeof longitude === 'number' && typeof latitude === 'number' ? [{ key: id, longitude, latitude, title: `${instance.number} ${instance.title}`, grade: isGrade(risk) ? risk : undefined }] : [];
}
