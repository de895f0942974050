import { useMutation, useQuery } from '@apollo/client/react';
import type { Bilingual } from '@stationhouse/kernel';
import { Card, codeOf, EmptyState, ErrorState, failureOf, Loading, PageHeader, useStation, useWords, type IncidentFacts } from '@stationhouse/plugin-web';
import { Button, Checkbox, Radio } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Help } from '../../form/Help.js';
import { useSchemaForm } from '../../form/useSchemaForm.js';
import { IncidentDocument, type IncidentQuery } from '../../gql/incidents.js';
import { StartInstanceDocument, WorkflowsDocument, type WorkflowsQuery } from '../../gql/instances.js';
import { useCommand } from '../../hooks.js';
import { plugins } from '../../composition.js';
import { useToast } from '../../shell/toast.js';
import './instances.css';

const starts = plugins.flatMap((plugin) => plugin.starts ?? []);

type Workflow = WorkflowsQuery['workflows'][number];

/** Starts an instance, by itself or from an incident (`?incident=`). */
export default function NewInstance() {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [parameters, setParameters] = useSearchParams();
  // Whoever comes for one workflow is not asked which.
  const [asked] = useState(!parameters.has('workflow'));
  const { data, error, refetch } = useQuery(WorkflowsDocument, { variables: { stationId } });
  const workflows = (data?.workflows ?? []).filter(({ byHand }) => byHand);
  const chosen = workflows.find(({ id }) => id === parameters.get('workflow')) ?? (workflows.length === 1 ? workflows[0] : undefined);
  const choose = (id: string) => setParameters((now) => {
    now.set('workflow', id);
    return now;
  }, { replace: true });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <PageHeader title={chosen ? say('发起：{title}', 'Start: {title}', { title: textOf(chosen.title) }) : say('发起事项', 'Start an instance')} facts={<FromIncident id={parameters.get('incident') ?? ''} />} />
      {data === undefined ? <Loading rows={6} /> : workflows.length === 0 ? (
        <Card><EmptyState title={say('本所还没有启用工作流', 'No workflow is enabled here')} hint={say('请所长或分局管理员启用。', 'The chief or the bureau administrator enables them.')} /></Card>
      ) : (
        <>
          {workflows.length > 1 && (asked || chosen === undefined) && (
            <Card title={say('选择工作流', 'Choose a workflow')}>
              <Radio.Group value={chosen?.id} onChange={(event) => choose(String(event.target.value))} options={workflows.map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
            </Card>
          )}
          {chosen && <Started key={chosen.id} workflow={chosen} incidentId={parameters.get('incident') ?? undefined} />}
        </>
      )}
    </>
  );
}

function FromIncident({ id }: { id: string }) {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const { data } = useQuery(IncidentDocument, { variables: { stationId, id }, skip: id === '' });
  if (!data) return null;
  const { number, category } = data.incident;
  return <Link to={`${base}/incidents/${id}`}>{say('由警情 {number}（{category}）转入', 'From incident {number} ({category})', { number, category: textOf(category.title) })}</Link>;
}

/** The start form, once what it begins with is there. */
function Started({ workflow, incidentId }: { workflow: Workflow; incidentId: string | undefined }) {
  const { stationId } = useStation();
  const { textOf } = useWords();
  const read = starts.find((start) => start.workflow === workflow.id);
  // The register's facts in full, for whoever may see them: the read is recorded with what it is for.
  const { data, error } = useQuery(IncidentDocument, { variables: { stationId, id: incidentId ?? '', purpose: textOf(workflow.title) }, skip: incidentId === undefined || read === undefined, fetchPolicy: 'no-cache' });
  if (incidentId !== undefined && read !== undefined && data === undefined && error === undefined) return <Loading rows={6} />;
  return <StartForm workflow={workflow} incidentId={incidentId} initial={data === undefined ? {} : { ...read?.fromIncident(factsOf(data.incident)) }} />;
}

/** What is masked is left out: a form that began with `周*` would keep it. */
function factsOf({ masked, category, narrative, address, reporterName, reporterPhone, longitude, latitude, receivedAt }: IncidentQuery['incident']): IncidentFacts {
  const open = (value: string | null | undefined) => (masked ? null : (value ?? null));
  return { category: category.code, narrative: open(narrative), address: open(address), reporterName: open(reporterName), reporterPhone: open(reporterPhone), longitude: longitude ?? null, latitude: latitude ?? null, receivedAt };
}

function StartForm({ workflow, incidentId, initial }: { workflow: Workflow; incidentId: string | undefined; initial: Record<string, unknown> }) {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand();
  const [start] = useMutation(StartInstanceDocument);
  const [exercise, setExercise] = useState(false);
  const submit = async (value: Record<string, unknown>) => {
    let instanceId = '';
    let joined = false;
    const done = await command.run(async (idempotencyKey) => {
      const { data } = await start({ variables: { stationId, workflow: workflow.id, data: value, ...(incidentId ? { incidentId } : {}), exercise, idempotencyKey } });
      instanceId = data?.startInstance.instanceId ?? '';
      joined = data?.startInstance.started === false;
    });
    if (!done) return;
    toast.done(joined ? say('同一事由已在办理，本次登记已并入这件事项', 'The same matter is being handled already: what you recorded joined this instance') : say('已登记', 'Recorded'));
    void navigate(`${base}/instances/${instanceId}`);
  };
  const { schema, ui, help } = formOf(workflow.startForm);
  const form = useSchemaForm({ schema, uiSchema: ui, workflow: workflow.id, command, initial, onSubmit: (value) => void submit(value) });
  return (
    <Card title={say('登记内容', 'What is recorded')} id="start" extra={incidentId === undefined && <Link to={`${base}/instances/sheet?workflow=${workflow.id}`}>{say('从表格登记多条', 'Many from a table')}</Link>}>
      {workflow.description && <p className="sh-sub" style={{ marginBottom: 12 }}>{textOf(workflow.description)}</p>}
      <Help text={help} />
      {form.fields}
      <RunsAlready error={command.error} base={base} />
      {incidentId === undefined && <Checkbox checked={exercise} onChange={(event) => { command.reset(); setExercise(event.target.checked); }}>{say('作为演练登记（单独编号，不对外发送，不计入统计）', 'As an exercise (numbered separately, nothing is sent outside, not counted in figures)')}</Checkbox>}
      <div className="form-foot">
        <Button onClick={() => void navigate(-1)}>{say('取消', 'Cancel')}</Button>
        {form.submitButton(exercise ? say('登记演练', 'Record the exercise') : say('登记', 'Record'))}
      </div>
    </Card>
  );
}

/** The way to the instance of the same matter, where that takes no other start in any more. */
function RunsAlready({ error, base }: { error: unknown; base: string }) {
  const { say } = useWords();
  if (error === undefined || codeOf(error) !== 'MATTER_RUNS') return null;
  const { instanceId, number } = failureOf(error).details ?? {};
  return <p style={{ marginBlock: 12 }}><Link to={`${base}/instances/${String(instanceId)}`}>{say('打开在办事项 {number}', 'Open {number}', { number: String(number) })}</Link></p>;
}

/** The schema and the hints of a start form, which the API answers as JSON: `{ title, help, schema, ui }`. */
export function formOf(form: unknown): { readonly schema?: unknown; readonly ui?: unknown; readonly help?: Bilingual } {
  return typeof form === 'object' && form !== null ? form : {};
}
