import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, ErrorState, InlineError, KeyValues, Loading, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Input, Radio } from 'antd';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import { AnswerFlagDocument, OpenedFlagDocument, type OpenedFlagQuery } from '../../gql/conformance.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { factsInWords } from './words.js';

type Opened = OpenedFlagQuery['patternFlag'];
type Answer = 'EXPLAINED' | 'FOLLOWED_UP';

interface Props {
  readonly flagId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Whom and what a flag is about, and what somebody found out. */
export function FlagDrawer({ flagId, onClose, onDone }: Props) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(OpenedFlagDocument, { variables: { stationId, flagId }, fetchPolicy: 'network-only' });
  const opened = data?.patternFlag;
  return (
    <SideDrawer open title={opened ? textOf(opened.flag.title) : say('异常提示', 'Flag')} onClose={onClose} size="min(560px, 100vw)" destroyOnHidden data-testid="pattern-flag">
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : opened === undefined ? <Loading /> : <Contents opened={opened} onClose={onClose} onDone={onDone} />}
    </SideDrawer>
  );
}

function Contents({ opened: { flag, subject, instances }, onClose, onDone }: { opened: Opened; onClose: () => void; onDone: () => void }) {
  const { say, textOf, moment, date } = useWords();
  const { base, may } = useStation();
  return (
    <div className="sh-stack">
      <p className="pc-notice">{say('这是待核实的疑问，不是结论。请先当面了解情况，再填写处理结果。', 'This is a question, not a finding. Ask first, then write down what came of it.')}</p>
      <KeyValues entries={[
        [say('涉及人员', 'About'), subject.displayName],
        [say('时间', 'When'), say('{from} 至 {until}', '{from} to {until}', { from: moment(flag.from), until: moment(flag.until) })],
        [say('情况', 'What'), factsInWords(flag.facts, say)],
        [say('怎样查出', 'How it was found'), textOf(flag.method)],
        [say('自动清除', 'Erased on'), date(flag.expiresAt)],
      ]} />
      <section aria-label={say('涉及的事项', 'Instances')}>
        <h3>{say('涉及的事项（{count, number}）', 'Instances ({count, number})', { count: instances.length })}</h3>
        <ul className="pc-instances">{instances.map(({ id, number, title, closed, stateTitle }) => <li key={id}><Link to={`${base}/instances/${id}`}><span className="sh-mono">{number}</span> {title}</Link><span className="sh-sub sh-small">{closed ? say('已办结', 'closed') : textOf(stateTitle)}</span></li>)}</ul>
      </section>
      {flag.answer ? <p><Chip tone={flag.answer === 'EXPLAINED' ? 'ok' : 'info'}>{flag.answer === 'EXPLAINED' ? say('情况正常', 'explained') : say('已跟进', 'followed up')}</Chip> {flag.reason}</p>
        : may(PERMISSIONS.answerPatternFlags) && <AnswerForm flagId={flag.id} version={flag.version} onDone={() => { onDone(); onClose(); }} />}
    </div>
  );
}

function AnswerForm({ flagId, version, onDone }: { flagId: string; version: number; onDone: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [answer, setAnswer] = useState<Answer>();
  const [reason, setReason] = useState('');
  const [send] = useMutation(AnswerFlagDocument);
  const command = useCommand();
  const id = useId();
  const submit = async () => {
    if (answer === undefined) return;
    if (await command.run((idempotencyKey) => send({ variables: { stationId, flagId, answer, reason, expectedVersion: version, idempotencyKey } }))) onDone();
  };
  return (
    <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <h3>{say('处理', 'Answer')}</h3>
      <Radio.Group value={answer} onChange={(event) => { command.reset(); setAnswer(event.target.value as Answer); }} aria-label={say('处理结果', 'What came of it')} options={[{ value: 'EXPLAINED', label: say('情况正常', 'It was as it should be') }, { value: 'FOLLOWED_UP', label: say('已谈话或另行跟进', 'Talked over, or followed up elsewhere') }]} />
      <label htmlFor={id}>{say('理由（记入审计）', 'Why (goes into the audit record)')}</label>
      <Input.TextArea id={id} value={reason} maxLength={300} autoSize={{ minRows: 2 }} onChange={(event) => { command.reset(); setReason(event.target.value); }} />
      {command.error !== undefined && <InlineError error={command.error} />}
      <div><Button type="primary" htmlType="submit" loading={command.sending} disabled={answer === undefined || reason.trim() === ''}>{say('提交', 'Send')}</Button></div>
    </form>
  );
}
