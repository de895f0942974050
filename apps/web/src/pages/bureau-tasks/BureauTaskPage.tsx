import { useMutation, useQuery } from '@apollo/client/react';
import { Card, codeOf, CopyableId, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { AnswerBureauTaskDocument, BureauTaskDocument, GiveBureauTaskBackDocument, OpenBureauTaskDocument, TakeBureauTaskDocument, type BureauTaskLineFragment, type OpenBureauTaskMutation } from '../../gql/bureau-tasks.js';
import { useCommand } from '../../hooks.js';
import { useChanges } from '../../session/live.js';
import { useToast } from '../../shell/toast.js';
import { useAnswer } from '../tasks/useAnswer.js';
import { Shown, Standing } from './parts.js';
import './bureau-tasks.css';

type Opened = OpenBureauTaskMutation['openBureauTask'];

/** How often the cover is read again where a change was not heard, in milliseconds. */
const AGAIN_MS = 30_000;

/** One task of the bureau: what the station asks, and the answer to it. */
export default function BureauTaskPage() {
  const { say, textOf } = useWords();
  const { base } = useScope();
  const { stationId = '', id = '' } = useParams();
  const { data, error, refetch } = useQuery(BureauTaskDocument, { variables: { stationId, id }, fetchPolicy: 'cache-and-network', pollInterval: AGAIN_MS });
  useChanges({ kinds: ['BUREAU_TASK'], id }, () => refetch());
  const back = <Link to={`${base}/tasks`}>{say('返回分局待办', 'Back to the bureau’s tasks')}</Link>;
  if (error && ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error))) {
    return <><PageHeader title={say('分局待办', 'Bureau tasks')} /><section className="sh-card"><EmptyState title={say('没有这项任务', 'There is no such task')} hint={say('派出所可能已撤回，或此任务不由您的岗位办理。', 'The station may have taken it back, or it is not for your role.')} action={back} /></section></>;
  }
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={8} />;
  const task = data.bureauTask;
  return (
    <>
      <PageHeader title={textOf(task.title)} exercise={task.exercise} facts={<>{task.stationName} · {textOf(task.workflowTitle)} · <CopyableId value={task.number} /></>} actions={back} />
      <div className="btask-page">
        <div className="btask-how btask-standing"><Standing task={task} /></div>
        {task.state === 'OPEN' || task.state === 'ACCEPTED' ? <Waiting key={task.id} task={task} onChanged={() => void refetch()} /> : <Over task={task} />}
      </div>
    </>
  );
}

/** Opens the card, which is recorded, and keeps what it shows in this component alone. */
function Waiting({ task, onChanged }: { readonly task: BureauTaskLineFragment; readonly onChanged: () => void }) {
  const { say } = useWords();
  const { stationId, id } = task;
  const [opened, setOpened] = useState<Opened>();
  const command = useCommand();
  const [open] = useMutation(OpenBureauTaskDocument, { fetchPolicy: 'no-cache' });
  const read = () => command.run(async (idempotencyKey) => setOpened((await open({ variables: { stationId, id, idempotencyKey } })).data?.openBureauTask));
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void read();
  });
  if (opened === undefined) return command.error === undefined ? <Loading rows={6} /> : <ErrorState error={command.error} onRetry={() => void read()} />;
  return (
    <>
      <Card title={say('请求内容', 'What is asked')} id="asked">
        {opened.fields.length === 0 ? <p className="sh-sub">{say('此任务不附内容，请向派出所了解。', 'The card shows nothing more. Ask the station.')}</p> : <Shown fields={opened.fields} />}
        <p className="sh-sub">{say('本次打开已记录。', 'This opening has been recorded.')}</p>
      </Card>
      <Answering task={task} opened={opened} onChanged={onChanged} onReopen={read} />
    </>
  );
}

function Answering({ task, opened, onChanged, onReopen }: { readonly task: BureauTaskLineFragment; readonly opened: Opened; readonly onChanged: () => void; readonly onReopen: () => Promise<boolean> }) {
  const { say, textOf } = useWords();
  const { base } = useScope();
  const { stationId, id } = task;
  const toast = useToast();
  const navigate = useNavigate();
  const taking = useCommand();
  const command = useCommand();
  const [take] = useMutation(TakeBureauTaskDocument);
  const [giveBack] = useMutation(GiveBureauTaskBackDocument);
  const [send] = useMutation(AnswerBureauTaskDocument);
  const hold = () => void taking.run((idempotencyKey) => (task.state === 'OPEN' ? take : giveBack)({ variables: { stationId, id, idempotencyKey } })).then((done) => !done && onChanged());
  const submit = async (outcome: string, form: Record<string, unknown>) => {
    if (!(await command.run((idempotencyKey) => send({ variables: { stationId, id, outcome, form, seen: opened.seen, idempotencyKey } })))) return;
    toast.done(say('“{task}”已提交', '“{task}” submitted', { task: textOf(task.title) }));
    void navigate(`${base}/tasks`);
  };
  const answer = useAnswer({ task: opened, workflow: task.workflow, command, onSubmit: (outcome, form) => void submit(outcome, form) });
  const code = command.error === undefined ? undefined : codeOf(command.error);
  return (
    <Card title={say('办理', 'Answer')} id="answer" extra={<Button className="sh-push" loading={taking.sending} onClick={hold}>{task.state === 'OPEN' ? say('领取', 'Take') : say('退回', 'Give back')}</Button>}>
      <div className="sh-stack btask-answer">
        <InlineError error={taking.error} />
        {answer.fields}
        {code === 'STALE_VERSION' && <div><Button onClick={() => { command.reset(); void onReopen(); }}>{say('重新打开，核对后提交', 'Open it again and check')}</Button></div>}
        {code === 'ALREADY_ANSWERED' || code === 'TASK_NOT_OPEN' ? <div><Button onClick={onChanged}>{say('查看已有的办理结果', 'See the answer there is')}</Button></div> : <div className="btask-send">{answer.submitButton(say('提交', 'Submit'))}</div>}
      </div>
    </Card>
  );
}

/** Why there is nothing to answer. */
function Over({ task }: { readonly task: BureauTaskLineFragment }) {
  const { say } = useWords();
  return (
    <section className="sh-card" role="status">
      <p>{task.state === 'WITH_COLLEAGUE' ? say('同事正在办理，无需重复；退回后您可以领取。', 'A colleague is on it. Once it is given back you can take it.')
        : task.state === 'WITHDRAWN' ? say('派出所已撤回此任务，无需再办理。', 'The station has taken this task back: nothing more is asked.')
          : say('已办理。如需更正，请联系派出所。', 'Answered. Ask the station to correct it.')}</p>
    </section>
  );
}
