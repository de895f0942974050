import { useQuery } from '@apollo/client/react';
import { ErrorState, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Tabs } from 'antd';
import { lazy, Suspense } from 'react';
import { PlacesAroundDocument } from '../../gql/places.js';
import { useFilters } from '../../hooks.js';
import './places.css';

const Recommended = lazy(() => import('./Recommended.js'));
const HotSpotMap = lazy(() => import('./HotSpotMap.js'));
const Plans = lazy(() => import('./Plans.js'));
const KEYS = ['tab'] as const;

/** What the parts of the page have in common. */
export interface Around {
  /** The station's area, GeoJSON; null where none is drawn. */
  readonly area: unknown;
  readonly categories: readonly { readonly code: string; readonly parent?: string | null | undefined; readonly title: { readonly zhCN: string; readonly en: string } }[];
}

/** 定点定向: where incidents gather, where and when to patrol, and what was decided of it. */
export default function Patrols() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { values, set } = useFilters(KEYS);
  const { data, error, refetch } = useQuery(PlacesAroundDocument);
  const around: Around | undefined = data && { area: data.me.stations.find(({ station }) => station.id === stationId)?.station.area ?? null, categories: data.incidentCategories };
  const tabs = [
    { key: 'recommended', label: say('巡逻推荐', 'Recommendation'), part: around && <Recommended around={around} /> },
    { key: 'hot', label: say('警情热点', 'Hot spots'), part: around && <HotSpotMap around={around} /> },
    { key: 'plans', label: say('巡逻方案', 'Plans'), part: around && <Plans around={around} /> },
  ];
  const chosen = tabs.find(({ key }) => key === values.tab) ?? tabs[0];
  return (
    <>
      <PageHeader title={say('定点定向巡逻', 'Directed patrol')} facts={say('按过去警情的地点和时间推荐，由人决定；不使用任何个人信息', 'Recommended by place and time of past incidents, decided by people; nothing about any person is used')} />
      <Tabs activeKey={chosen?.key ?? 'recommended'} onChange={(key) => set('tab', key === 'recommended' ? undefined : key)} items={tabs.map(({ key, label }) => ({ key, label }))} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Suspense fallback={<Loading rows={6} />}>{chosen?.part ?? <Loading rows={6} />}</Suspense>}
    </>
  );
}
