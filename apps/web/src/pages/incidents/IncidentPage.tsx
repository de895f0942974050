import { useQuery } from '@apollo/client/react';
import { Card, Chip, CopyableId, EmptyState, ErrorState, KeyValues, Loading, MaskedValue, PageHeader, PurposeBar, Timeline, codeOf, useStation, usePurpose, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'react-router';
import { IncidentDocument, type IncidentFullFragment } from '../../gql/incidents.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { Actions } from '../../shell/Actions.js';
import { NotFound } from '../../shell/NotFound.js';
import { Panels } from '../../shell/Panels.js';
import { IncidentRetention } from '../retention/RetentionCards.js';
import { channelWords, secondsInWords, statusWords } from './words.js';

const DispositionDrawer = lazy(() => import('./DispositionDrawer.js'));

/**
 * One incident: the facts of the intake, which never change, and the disposition.
 * Reading with a purpose never enters the cache: when the purpose ends, the plain answer is all that is left.
 */
export default function IncidentPage() {
  const { stationId } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const plain = useQuery(IncidentDocument, { variables: { stationId, id } });
  const open = useQuery(IncidentDocument, { variables: { stationId, id, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  useChanges({ kinds: ['INCIDENT', 'INSTANCE'], id }, () => plain.refetch());
  if (plain.error && !plain.data) return codeOf(plain.error) === 'NOT_FOUND' || codeOf(plain.error) === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={plain.error} onRetry={() => void plain.refetch()} />;
  const incident = (purpose.purpose === undefined ? undefined : open.data?.incident) ?? plain.data?.incident;
  if (incident === undefined) return <Loading rows={8} />;
  return <IncidentView incident={incident} purpose={purpose} opening={open.loading} openError={purpose.purpose === undefined ? undefined : open.error} onChanged={() => void plain.refetch()} />;
}

interface ViewProps {
  readonly incident: IncidentFullFragment;
  readonly purpose: PurposeState;
  readonly opening: boolean;
  readonly openError: unknown;
  readonly onChanged: () => void;
}

function IncidentView({ incident, purpose, opening, openError, onChanged }: ViewProps) {
  const { say, textOf, moment } = useWords();
  const { may } = useStation();
  const [disposing, setDisposing] = useState(false);
  const mayDispose = incident.status === 'OPEN' && may(PERMISSIONS.disposeIncident);
  return (
    <>
      <PageHeader
        title={textOf(incident.category.title)}
        chips={<Chip tone={incident.status === 'OPEN' ? 'warn' : 'ok'}>{incident.status === 'DISPOSED' ? textOf(incident.outcomeTitle) || statusWords(say).DISPOSED : statusWords(say).OPEN}</Chip>}
        facts={<><CopyableId value={incident.number} /> · {say('{at} 接报', 'received {at}', { at: moment(incident.receivedAt) })} · {channelWords(say)[incident.channel]}</>}
        actions={
          <>
            <Actions slot="incident" recordId={incident.id} primary={!mayDispose} />
            {mayDispose && <Button type="primary" onClick={() => setDisposing(true)}>{say('填写反馈', 'Write the disposition')}</Button>}
          </>
        }
      />
      <div className="incident">
        <div className="sh-stack">
          <Card title={say('报警人与内容', 'Reporter and content')} id="personal">
            {incident.erasedAt ? <p className="sh-sub">{say('已到期清除', 'Erased: its time was over')}</p> : <Reported incident={incident} purpose={purpose} opening={opening} openError={openError} />}
          </Card>
          <Facts incident={incident} />
          {incident.status === 'DISPOSED' && <Disposition incident={incident} />}
          <Attributes attributes={incident.attributes} />
        </div>
        <div className="sh-stack">
          <LinkedInstances incident={incident} />
          <Panels slot="incident" recordId={incident.id} version={incident.version} purpose={purpose} />
          <IncidentRetention incident={incident} onChanged={onChanged} />
          <Card title={say('时间线', 'Timeline')} id="timeline"><Timeline entries={incident.timeline} /></Card>
        </div>
      </div>
      {disposing && (
        <Suspense fallback={null}><DispositionDrawer incident={incident} onClose={() => setDisposing(false)} onDone={() => { setDisposing(false); onChanged(); }} /></Suspense>
      )}
    </>
  );
}

function Reported({ incident, purpose, opening, openError }: Omit<ViewProps, 'onChanged'>) {
  const { say } = useWords();
  return (
    <>
      <PurposeBar state={purpose} masked={incident.masked} loading={opening} />
      {openError !== undefined && <ErrorState compact error={openError} />}
      <KeyValues entries={[
        [say('报警人', 'Reporter'), <MaskedValue key="name" value={incident.reporterName} masked={incident.masked} />],
        [say('电话', 'Phone'), <MaskedValue key="phone" value={incident.reporterPhone} masked={incident.masked} />],
        [say('内容', 'Narrative'), incident.narrative ? <span className="sh-long">{incident.narrative}</span> : <span className="sh-sub">{incident.masked ? say('填写事由后可见', 'Visible with a purpose') : say('未登记', 'Not recorded')}</span>],
      ]} />
    </>
  );
}

function Facts({ incident }: { incident: IncidentFullFragment }) {
  const { say, textOf, moment } = useWords();
  const { longitude, latitude } = incident;
  return (
    <Card title={say('接报事实', 'Facts of the intake')} id="facts">
      <KeyValues entries={[
        [say('类别', 'Category'), textOf(incident.category.title)],
        [say('原始类别', 'As received'), incident.sourceCategory],
        [say('地点', 'Place'), incident.address],
        [say('邮编', 'Postcode'), incident.postcode],
        [say('坐标', 'Position'), longitude !== null && latitude !== null ? <CopyableId value={`${longitude.toFixed(6)}, ${latitude.toFixed(6)}`} /> : null],
        [say('发生', 'Occurred'), moment(incident.occurredAt)],
        [say('派警', 'Dispatched'), moment(incident.dispatchedAt)],
        [say('签收', 'Acknowledged'), moment(incident.acknowledgedAt)],
        [say('到场', 'Arrived'), moment(incident.arrivedAt)],
        [say('控制', 'Under control'), moment(incident.underControlAt)],
        [say('处置完毕', 'Cleared'), moment(incident.clearedAt)],
        [say('到场用时', 'Response'), incident.responseSeconds === null ? null : secondsInWords(incident.responseSeconds, say)],
        [say('出警单位', 'Units'), incident.units.join(say('、', ', '))],
        [say('来源', 'Source'), [incident.source, incident.sourceId].filter(Boolean).join(' · ')],
      ]} />
    </Card>
  );
}

function Disposition({ incident }: { incident: IncidentFullFragment }) {
  const { say, textOf, moment } = useWords();
  return (
    <Card title={say('反馈', 'Disposition')} id="disposition">
      <KeyValues entries={[
        [say('结果', 'Outcome'), textOf(incident.outcomeTitle) || incident.outcome],
        [say('处置情况', 'What was done'), incident.disposition ? <span className="sh-long">{incident.disposition}</span> : null],
        [say('反馈人', 'By'), incident.disposedBy],
        [say('时间', 'At'), moment(incident.disposedAt)],
      ]} />
    </Card>
  );
}

function LinkedInstances({ incident }: { incident: IncidentFullFragment }) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  return (
    <Card title={say('关联事项', 'Linked instances')} id="instances">
      {incident.instances.length === 0 ? <EmptyState title={say('还没有关联事项', 'No instance yet')} /> : (
        <ul className="sh-stack">
          {incident.instances.map((instance) => (
            <li key={instance.id}>
              <div className="sh-row"><Link to={`${base}/instances/${instance.id}`}><b>{instance.title}</b></Link><Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip></div>
              <span className="sh-sub sh-mono sh-small">{instance.number} · {textOf(instance.workflowTitle)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** The columns an import kept as they came. */
function Attributes({ attributes }: { attributes: unknown }) {
  const { say } = useWords();
  if (typeof attributes !== 'object' || attributes === null || Object.keys(attributes).length === 0) return null;
  return (
    <Card title={say('原始字段', 'Columns as imported')} id="attributes">
      <KeyValues entries={Object.entries(attributes).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])} />
    </Card>
  );
}
