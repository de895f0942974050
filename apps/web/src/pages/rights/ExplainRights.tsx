import { useLazyQuery, useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, InlineError, Loading, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { FindAccountsDocument, MembersDocument } from '../../gql/members.js';
import { ExplainRecordDocument, ExplainRightsDocument, type ExplainRightsQuery } from '../../gql/rights.js';
import { useMe } from '../../session/me.js';
import { useDataClassWords } from '../members/RoleList.js';
import { RecordSights } from './RecordSights.js';
import { useSourceWords } from './source.js';
import './rights.css';

type UnitRights = ExplainRightsQuery['explainRights']['units'][number];

interface Values {
  readonly accountId: string;
  readonly stationId?: string;
  readonly record?: string;
}

/** What can this person see? Answered by the code that decides; the question is recorded. */
export default function ExplainRights() {
  const { say } = useWords();
  const { stationId, bureauId } = useScope();
  const me = useMe();
  const [search, setSearch] = useState('');
  const atBureau = useQuery(FindAccountsDocument, { variables: { bureauId, ...(search ? { search } : {}) }, skip: stationId !== undefined });
  const atStation = useQuery(MembersDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined });
  const [explain, { data, loading: unitsLoading, error: unitsError }] = useLazyQuery(ExplainRightsDocument, { fetchPolicy: 'no-cache' });
  const [explainRecord, sights] = useLazyQuery(ExplainRecordDocument, { fetchPolicy: 'no-cache' });
  const [ofRecord, setOfRecord] = useState(false);
  const people = new Map([...(atBureau.data?.accounts ?? []), ...(atStation.data?.members ?? []).map(({ account }) => account)].map(({ id, displayName, login }) => [id, `${displayName} · ${login}`]));
  const ask = ({ accountId, stationId: at, record }: Values) => {
    const place = stationId ?? at;
    const recordNumber = record?.trim();
    setOfRecord(Boolean(recordNumber));
    if (recordNumber && place) void explainRecord({ variables: { bureauId, accountId, stationId: place, recordNumber } }).catch(() => undefined);
    else void explain({ variables: { bureauId, accountId, ...(place ? { stationId: place } : {}) } }).catch(() => undefined);
  };
  const loading = unitsLoading || sights.loading;
  const error = ofRecord ? sights.error : unitsError;
  const answer = ofRecord ? undefined : data?.explainRights;
  return (
    <div className="sh-stack">
      <Card>
        <Form layout="vertical" onFinish={ask}>
          <p className="sh-sub" style={{ marginBottom: 12 }}>{say('查询某人能做什么、能看到多少、凭什么、到何时。答案由实际判定权限的程序给出，不含任何记录内容；查询会留痕。', 'What somebody may do and see, through what, and until when: answered by the code that decides, without anything of a record. The question is recorded.')}</p>
          <div className="rights-ask">
            <Form.Item name="accountId" label={say('人员', 'Person')} rules={[{ required: true, message: say('请选择人员', 'Choose a person') }]}>
              <Select showSearch={stationId === undefined ? { filterOption: false, onSearch: setSearch } : { optionFilterProp: 'label' }} options={[...people].map(([value, label]) => ({ value, label }))} loading={atBureau.loading || atStation.loading} />
            </Form.Item>
            {stationId === undefined && <Form.Item name="stationId" dependencies={['record']} label={say('派出所（问某条记录时必选）', 'Station (needed for a record)')} rules={[({ getFieldValue }) => ({ validator: (_rule, value?: string) => (value || !(getFieldValue('record') as string | undefined)?.trim() ? Promise.resolve() : Promise.reject(new Error(say('请选择这条记录所在的派出所', 'Choose the station whose record it is')))) })]}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={me.stations.map(({ station }) => ({ value: station.id, label: station.name }))} /></Form.Item>}
            <Form.Item name="record" label={say('事项或警情编号（可不填）', 'Number of an instance or incident (optional)')} extra={say('填写编号则逐项列出此人能看到什么', 'With a number every field of that record is listed')}><Input maxLength={60} autoComplete="off" /></Form.Item>
          </div>
          <Button type="primary" htmlType="submit" loading={loading}>{say('查询', 'Ask')}</Button>
          <InlineError error={error ?? atBureau.error ?? atStation.error} />
        </Form>
      </Card>
      {loading && <Loading rows={4} />}
      {!loading && ofRecord && sights.data && <RecordSights answer={sights.data.explainRecord} />}
      {!loading && answer && answer.units.length === 0 && <section className="sh-card"><EmptyState title={say('此人在所问范围内什么也看不到', 'This person sees nothing there')} /></section>}
      {!loading && answer?.units.map((unit) => <Unit key={unit.station?.id ?? ''} unit={unit} />)}
      {!loading && answer && answer.reaches > 0 && <p className="sh-sub">{say('其分局角色还及于 {reaches, number} 个派出所，仅限标明“及于派出所”的权限；看不到个人信息。', 'Its roles at the bureau reach {reaches, number} stations, with permissions marked so, and without personal data.', { reaches: answer.reaches })}</p>}
    </div>
  );
}

function Unit({ unit }: { unit: UnitRights }) {
  const { say, textOf, moment } = useWords();
  const { bureauName } = useScope();
  const classes = useDataClassWords();
  const source = useSourceWords();
  const kinds: Record<string, string> = { name: say('姓名', 'Name'), phone: say('电话', 'Phone'), idNumber: say('证件号码', 'Identity number'), address: say('地址', 'Address'), text: say('叙述文字', 'Free text') };
  const hidden = <span className="sh-sub">{say('不可见', 'hidden')}</span>;
  return (
    <Card title={unit.station?.name ?? bureauName} extra={<Chip>{unit.level}</Chip>}>
      <div className="sh-stack">
        {unit.station && <p className="sh-sub">{classes[unit.level] ?? unit.level}</p>}
        {unit.sights.length > 0 && (
          <DataTable
            dense label={say('个人信息显示样例', 'How personal data look')} rows={unit.sights} rowKey={({ kind, dataClass }) => `${kind} ${dataClass}`}
            columns={[
              { key: 'kind', title: say('信息', 'Data'), main: true, render: ({ kind, dataClass }) => <>{kinds[kind] ?? kind}{dataClass === 'P3' && <> <Chip>{say('未成年人、健康等', 'minors, health')}</Chip></>}</> },
              { key: 'plain', title: say('未填用途', 'Without a purpose'), render: ({ plain }) => plain ?? hidden },
              { key: 'purpose', title: say('填写用途后', 'With a purpose'), render: ({ withPurpose }) => withPurpose ?? hidden },
            ]}
          />
        )}
        {unit.holdings.length === 0 ? <p className="sh-sub">{say('没有权限。', 'No permission.')}</p> : (
          <DataTable
            dense label={say('权限及来源', 'Permissions and where they come from')} rows={unit.holdings.map((held, index) => ({ ...held, key: `${index}` }))} rowKey={({ key }) => key}
            columns={[
              { key: 'permission', title: say('权限', 'Permission'), main: true, render: ({ permission }) => textOf(permission.title) },
              { key: 'through', title: say('来源', 'Through'), render: (held) => source(held) },
              { key: 'state', title: say('现状', 'Now'), render: ({ taken, until, recordId }) => (taken ? <Chip tone="warn">{say('已收回', 'Taken')}</Chip> : <>{until ? say('至 {until}', 'until {until}', { until: moment(until) }) : say('有效', 'holds')}{recordId && <> · {say('仅一条记录', 'one record only')}</>}</>) },
            ]}
          />
        )}
      </div>
    </Card>
  );
}
