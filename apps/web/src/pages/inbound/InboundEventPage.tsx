import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, CopyableId, ErrorState, InlineError, KeyValues, Loading, PageHeader, schemaInLocale, usePurpose, useStation, useWords } from '@stationhouse/plugin-web';
import type { Locale } from '@stationhouse/kernel';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { Link, useParams } from 'react-router';
import { InboundEventDocument, ReplayInboundEventDocument, SettleInboundEventDocument, type InboundEventQuery } from '../../gql/inbound.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { NotFound } from '../../shell/NotFound.js';
import { useToast } from '../../shell/toast.js';
import { DataCard } from '../instances/DataCard.js';
import '../instances/instances.css';
import { eventStates, reasonInWords, WAITING } from './words.js';

type Event = InboundEventQuery['inboundEvent'];

/** One event from outside: what it says (with a purpose), why it waits, and what can be done. */
export default function InboundEventPage() {
  const { stationId } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const plain = useQuery(InboundEventDocument, { variables: { stationId, id } });
  // What a purpose opened never enters the cache.
  const open = useQuery(InboundEventDocument, { variables: { stationId, id, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  const code = plain.error ? codeOf(plain.error) : undefined;
  if (plain.error && !plain.data) return code === 'NOT_FOUND' || code === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={plain.error} onRetry={() => void plain.refetch()} />;
  const event = (purpose.purpose === undefined ? undefined : open.data?.inboundEvent) ?? plain.data?.inboundEvent;
  if (event === undefined) return <Loading rows={8} />;
  return (
    <>
      <Head event={event} />
      {WAITING.includes(event.state) && <Waiting event={event} onDone={() => void plain.refetch()} />}
      <DataCard data={event.data} dataSchema={event.schema ?? {}} masked={event.masked} purpose={purpose} opening={open.loading} openError={purpose.purpose === undefined ? undefined : open.error} />
      <Envelope event={event} />
    </>
  );
}

function Head({ event }: { event: Event }) {
  const { say, textOf, moment } = useWords();
  const { words, tone } = eventStates(say)[event.state];
  return (
    <PageHeader
      title={textOf(event.title)}
      chips={<><Chip tone={tone}>{words}</Chip>{event.urgent && <Chip tone="bad">{say('紧急', 'Urgent')}</Chip>}</>}
      facts={say('{source} · 发生于 {occurred} · 收到 {received}', '{source} · happened {occurred} · received {received}', { source: event.sourceTitle ?? '—', occurred: moment(event.occurredAt), received: moment(event.receivedAt) })}
    />
  );
}

/** Why it waits, and the two ways on: handled again, or seen to by a person who says what was done. */
function Waiting({ event, onDone }: { event: Event; onDone: () => void }) {
  const { say, locale } = useWords();
  const { stationId, may } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [note, setNote] = useState('');
  const [replay] = useMutation(ReplayInboundEventDocument);
  const [settle] = useMutation(SettleInboundEventDocument);
  const id = useId();
  const done = async (work: () => Promise<unknown>, words: string) => {
    if (!(await command.run(work))) return;
    toast.done(words);
    onDone();
  };
  return (
    <Card title={say('待人工处置', 'Waits for a person')} id="waiting">
      <div className="sh-stack">
        <p>{reasonInWords(event.reason ?? '', say)}{event.details !== null && event.details !== '' && <> {say('请核对：{fields}', 'Check: {fields}', { fields: fieldsInWords(event, locale).join(say('、', ', ')) })}</>}</p>
        {may(PERMISSIONS.settleInboundEvents) && (
          <>
            <label htmlFor={id}>{say('如何处置的', 'What was done')}</label>
            <Input.TextArea id={id} rows={2} maxLength={500} showCount value={note} onChange={(change) => { command.reset(); setNote(change.target.value); }} placeholder={say('如：已电话联系，现场处置完毕', 'For example: phoned them, dealt with on the spot')} />
            <InlineError error={command.error} />
            <div className="sh-row sh-wrap">
              <Button type="primary" disabled={note.trim() === ''} loading={command.sending} onClick={() => void done(() => settle({ variables: { stationId, id: event.id, note } }), say('已登记人工处置', 'Recorded'))}>{say('登记已处置', 'Record as seen to')}</Button>
              <Button disabled={command.sending} onClick={() => void done(() => replay({ variables: { stationId, id: event.id } }), say('已重新处理', 'It is handled again'))}>{say('重新处理', 'Handle again')}</Button>
            </div>
          </>
        )}
      </div>
    </Card>
  );
}

/** The names of the fields that are wrong: those of its schema, else their paths. */
function fieldsInWords({ details, schema }: Event, locale: Locale): string[] {
  const properties = (schemaInLocale(schema ?? {}, locale) as { properties?: Record<string, { title?: string }> }).properties ?? {};
  return [...new Set((details ?? '').split(', ').map((path) => properties[path.split(/[./]/).find((part) => part !== '') ?? '']?.title ?? path))];
}

function Envelope({ event }: { event: Event }) {
  const { say, moment } = useWords();
  const { base, may } = useStation();
  const led = event.began ? say('查看由它生成的事项', 'See the instance it started') : say('查看已并入的事项', 'See the running instance it joined');
  return (
    <Card title={say('办理情况', 'What became of it')} id="envelope">
      <KeyValues entries={[
        [say('事项', 'Instance'), event.instanceId === null ? null : may(PERMISSIONS.readInstances) ? <Link to={`${base}/instances/${event.instanceId}`}>{led}</Link> : led],
        [say('处置', 'Seen to'), event.settledAt === null ? null : <span className="sh-long">{[event.note, event.settledBy, moment(event.settledAt)].filter(Boolean).join(' · ')}</span>],
        [say('类型', 'Type'), <span key="type" className="sh-mono sh-small">{event.type}</span>],
        [say('发送方编号', 'The sender’s id'), <CopyableId key="id" value={event.eventId} />],
      ]} />
    </Card>
  );
}
