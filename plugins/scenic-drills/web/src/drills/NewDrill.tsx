import { useMutation, useQuery } from '@apollo/client/react';
import { momentOfLocal } from '@stationhouse/kernel';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, serverClock, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useEffect } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DrillChoicesDocument, DrillPacksDocument, DrillPageDocument, PlanDrillDocument } from '../gql/drills.js';
import { drillPage, drillsPage, sitesPage } from '../paths.js';
import { Script } from './Script.js';
import './drills.css';

interface Values {
  readonly siteId: string;
  readonly kind: string;
  readonly title?: string;
  readonly plannedOn: string;
  readonly minutes?: number;
  readonly participants: number;
  readonly publicInside?: boolean;
  readonly area?: string;
  readonly observers?: string[];
  readonly safety?: string;
}

/** A drill is planned: which site, what is drilled, when, with whom, how it is kept safe; what will be played stands beside it. `?repeats=` begins with a past one. */
export default function NewDrill() {
  const { say, textOf } = useWords();
  const { stationId, base, timeZone } = useStation();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const repeats = parameters.get('repeats');
  const [form] = Form.useForm<Values>();
  const command = useCommand();
  const [plan] = useMutation(PlanDrillDocument);
  const { data, error, refetch } = useQuery(DrillChoicesDocument, { variables: { stationId } });
  const { data: past } = useQuery(DrillPageDocument, { variables: { stationId, id: repeats ?? '' }, skip: repeats === null });
  const siteId = Form.useWatch('siteId', form);
  const kind = Form.useWatch('kind', form);
  const { data: packs, error: packsError, refetch: packsAgain } = useQuery(DrillPacksDocument, { variables: { stationId, siteId: siteId ?? null }, skip: siteId === undefined });
  const pack = packs?.drillPacks.find(({ id }) => id === kind);
  const repeated = past?.drill;
  useEffect(() => {
    if (repeated === undefined) return;
    const { site, kind: before, minutes, participants, publicInside, area, observers, safety, title } = repeated;
    form.setFieldsValue({ siteId: site ?? '', kind: before ?? '', title: title ?? '', participants: participants ?? 1, publicInside: publicInside ?? false, safety: safety ?? '', area: area ?? '', observers: (observers ?? []).flatMap((one) => one ?? []), ...(minutes === null ? {} : { minutes }) });
  }, [repeated, form]);
  if (error && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const title = repeats === null ? say('制定演练', 'Plan a drill') : say('再办一次', 'Repeat a drill');
  if (data.drillSites.length === 0) return <><PageHeader title={title} /><Card><EmptyState title={say('还没有登记景区', 'No site is written down')} hint={say('先登记景区的门岗、广播、水域和联系人，演练方案会自动套用。', 'Write down gates, broadcast, water and contact first: the packs are filled in with them.')} action={<Link to={`${base}/${sitesPage}`}>{say('登记景区', 'Add a site')}</Link>} /></Card></>;
  const required = [{ required: true, message: say('必填', 'Required') }];
  const choose = (id: string) => {
    const chosen = packs?.drillPacks.find((one) => one.id === id);
    if (chosen) form.setFieldsValue({ minutes: chosen.minutes, safety: chosen.safety });
  };
  const save = ({ plannedOn, title: name, area, safety, ...values }: Values) => command.run(async (idempotencyKey) => {
    const input = { ...values, publicInside: values.publicInside ?? false, observers: values.observers ?? [], title: name?.trim() || null, area: area?.trim() || null, safety: safety?.trim() || null, plannedOn: (momentOfLocal(plannedOn, timeZone) ?? serverClock.now()).toISOString(), repeats };
    const { data: planned } = await plan({ variables: { stationId, input, idempotencyKey } });
    if (planned) await navigate(`${base}/${drillPage(planned.planDrill)}`);
  });
  return (
    <>
      <PageHeader title={title} facts={<>{repeated && <>{say('同一科目、同样的导调，新的时间', 'The same kind and injects, on a new date')} · </>}<Link to={`${base}/${drillsPage}`}>{say('全部演练', 'All drills')}</Link></>} />
      <div className="drill-cols">
        <Card>
          <Form form={form} layout="vertical" className="drill-form" initialValues={{ participants: 20, publicInside: false }} onFinish={(values: Values) => void save(values)} onValuesChange={command.reset}>
            <Form.Item name="siteId" label={say('景区', 'Site')} rules={required}><Select size="large" disabled={repeats !== null} placeholder={say('选择景区', 'Choose the site')} options={data.drillSites.map(({ id, name, grade }) => ({ value: id, label: grade ? `${name}（${grade}）` : name }))} /></Form.Item>
            {siteId !== undefined && repeats === null && (
              <Form.Item name="kind" label={say('演练科目', 'What is drilled')} rules={required}>
                <Packs packs={packs?.drillPacks} error={packsError} onRetry={() => void packsAgain()} onChoose={choose} textOf={textOf} />
              </Form.Item>
            )}
            {repeats !== null && <Form.Item name="kind" hidden><Input /></Form.Item>}
            <div className="drill-pair">
              <Form.Item name="plannedOn" label={say('演练时间', 'Date and time')} rules={required}><Input size="large" type="datetime-local" /></Form.Item>
              <Form.Item name="minutes" label={say('预计时长（分钟）', 'Expected minutes')}><InputNumber size="large" min={5} max={600} style={{ width: '100%' }} /></Form.Item>
              <Form.Item name="participants" label={say('参演人数', 'People taking part')} rules={required}><InputNumber size="large" min={1} max={5000} style={{ width: '100%' }} /></Form.Item>
              <Form.Item name="publicInside" label={say('区域内有游客', 'Visitors inside the area')} valuePropName="checked" extra={say('有游客或人数多时，还须分局批准', 'Then, or with many people, the bureau approves, too')}><Switch /></Form.Item>
            </div>
            <Form.Item name="area" label={say('演练区域', 'Area')}><Input size="large" maxLength={200} placeholder={say('如：东门至湖心亭', 'Like: from the east gate to the pavilion')} /></Form.Item>
            <Form.Item name="observers" label={say('观察员', 'Observers')}><Select mode="multiple" size="large" optionFilterProp="label" maxCount={20} options={data.members.map(({ accountId, account }) => ({ value: accountId, label: account.displayName }))} /></Form.Item>
            <Form.Item name="safety" label={say('安全措施', 'Safety')} rules={required}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
            <Form.Item name="title" label={say('演练名称（不填则自动生成）', 'Title (made by itself when empty)')}><Input size="large" maxLength={100} /></Form.Item>
            <InlineError error={command.error} />
            <Button type="primary" size="large" htmlType="submit" loading={command.sending}>{say('保存方案', 'Save the plan')}</Button>
          </Form>
        </Card>
        <Card title={say('将要演练的内容', 'What will be played')}>{pack ? <Script script={pack.script} /> : <p className="sh-sub">{repeats === null ? say('选好景区和科目后显示，地点按景区资料填入。', 'Shown once a site and a kind are chosen, with the places of the site.') : say('与上一次演练相同。', 'The same as in the drill it repeats.')}</p>}</Card>
      </div>
    </>
  );
}

interface PacksProps {
  readonly packs: readonly { readonly id: string; readonly title: { readonly zhCN: string; readonly en: string }; readonly description: { readonly zhCN: string; readonly en: string }; readonly minutes: number; readonly missing: { readonly zhCN: string; readonly en: string } | null }[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly onChoose: (id: string) => void;
  readonly textOf: ReturnType<typeof useWords>['textOf'];
  readonly value?: string;
  readonly onChange?: (id: string) => void;
}

function Packs({ packs, error, onRetry, onChoose, textOf, value, onChange }: PacksProps) {
  const { say } = useWords();
  if (error && packs === undefined) return <ErrorState compact error={error} onRetry={onRetry} />;
  if (packs === undefined) return <Loading rows={4} />;
  return (
    <fieldset className="drill-packs" aria-label={say('演练科目', 'What is drilled')}>
      {packs.map(({ id, title, description, minutes, missing }) => (
        <label key={id} className="drill-pack">
          <input type="radio" name="pack" value={id} checked={value === id} disabled={missing !== null} onChange={() => { onChange?.(id); onChoose(id); }} />
          <div><b>{textOf(title)}</b><span className="sh-sub sh-small">{missing === null ? textOf(description) : <span className="sh-warn-ink">{textOf(missing)}</span>}</span></div>
          <span className="sh-sub sh-small sh-whole">{say('约 {minutes} 分钟', 'about {minutes} min', { minutes })}</span>
        </label>
      ))}
    </fieldset>
  );
}
