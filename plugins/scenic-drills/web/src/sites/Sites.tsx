import { useQuery } from '@apollo/client/react';
import { Card, Chip, EmptyState, ErrorState, KeyValues, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { DrillSitesDocument, type SiteFieldsFragment } from '../gql/sites.js';
import { drillsPage, yearPage } from '../paths.js';
import { SiteDrawer } from './SiteDrawer.js';
import { SiteMap } from './SiteMap.js';
import { dangerWords } from './words.js';
import '../drills/drills.css';

/** The scenic sites of the station: what a drill, and a search, has to know of them. */
export default function Sites() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const keeps = may('drillSite.keep');
  const { data, error, refetch } = useQuery(DrillSitesDocument, { variables: { stationId } });
  const [doing, setDoing] = useState<SiteFieldsFragment | 'add'>();
  const add = keeps && <Button type="primary" onClick={() => setDoing('add')}>{say('登记景区', 'Add a site')}</Button>;
  return (
    <>
      <PageHeader title={say('景区', 'Scenic sites')} facts={<><Link to={`${base}/${drillsPage}`}>{say('演练', 'Drills')}</Link> · <Link to={`${base}/${yearPage}`}>{say('年度计划', 'Plan of the year')}</Link></>} actions={add || undefined} />
      {error && data === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={6} /> : data.drillSites.length === 0 ? (
        <Card><EmptyState title={say('还没有登记景区', 'No site is written down')} hint={keeps ? say('登记门、广播室、水边和危险点后，演练科目会自动套用。', 'Gates, broadcast, water and dangerous spots: the packs are filled in with them.') : say('由所长或带班领导登记。', 'The chief or the duty commander keeps them.')} action={add || undefined} /></Card>
      ) : <div className="site-list">{data.drillSites.map((site) => <SiteCard key={site.id} site={site} onChange={keeps ? () => setDoing(site) : undefined} />)}</div>}
      {doing !== undefined && <SiteDrawer site={doing === 'add' ? undefined : doing} onClose={() => setDoing(undefined)} onDone={() => { setDoing(undefined); void refetch().catch(() => undefined); }} />}
    </>
  );
}

function SiteCard({ site, onChange }: { site: SiteFieldsFragment; onChange: (() => void) | undefined }) {
  const { say, number } = useWords();
  const words = dangerWords(say);
  const drawn = site.area.length > 0 || [...site.gates, ...site.dangers].some(({ longitude }) => longitude !== null);
  return (
    <Card title={site.name} extra={<div className="sh-row">{site.grade && <Chip>{site.grade}</Chip>}{onChange && <Button size="small" onClick={onChange} aria-label={say('更正 {name}', 'Change {name}', { name: site.name })}>{say('更正', 'Change')}</Button>}</div>}>
      {drawn && <SiteMap site={site} />}
      <KeyValues entries={[
        [say('门', 'Gates'), site.gates.map(({ name }) => name).join(say('、', ', ')) || '—'],
        [say('广播室', 'Broadcast'), site.broadcast ?? '—'],
        [say('游客中心', 'Visitor centre'), site.visitorCentre ?? '—'],
        [say('日承载量', 'Visitors a day'), site.capacity === null ? '—' : number(site.capacity)],
        [say('水边', 'Water'), site.waters.map(({ name }) => name).join(say('、', ', ')) || '—'],
        [say('危险点', 'Dangerous spots'), site.dangers.map(({ name, kind }) => say('{name}（{kind}）', '{name} ({kind})', { name, kind: words[kind] })).join(say('、', ', ')) || '—'],
        [say('景区联系人', 'Operator'), [site.operatorContact, site.operatorPhone].filter(Boolean).join(' ') || '—'],
      ]} />
    </Card>
  );
}
