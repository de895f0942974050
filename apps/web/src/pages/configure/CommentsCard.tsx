import { Card, Chip, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Input } from 'antd';
import { useState } from 'react';
import type { DraftPartsFragment } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';

interface CommentsProps {
  readonly comments: DraftPartsFragment['comments'];
  /** What is open: what is said belongs there. Undefined: to the whole draft. */
  readonly about: string | undefined;
  /** The card that a place belongs to, with the way there. */
  readonly cardOf: (place: string) => { readonly title: string; readonly open: () => void } | undefined;
  readonly onSay: (text: string, idempotencyKey: string) => Promise<unknown>;
  readonly onResolve: (commentId: string, idempotencyKey: string) => Promise<unknown>;
}

/** What people say of a draft, each with the way to its place. */
export function CommentsCard({ comments, about, cardOf, onSay, onResolve }: CommentsProps) {
  const { say, moment } = useWords();
  const mayTalk = useScope().may(PERMISSIONS.reviewConfiguration);
  const command = useCommand();
  const [text, setText] = useState('');
  const open = comments.filter(({ resolved }) => !resolved);
  const send = async () => {
    if (await command.run((idempotencyKey) => onSay(text.trim(), idempotencyKey))) setText('');
  };
  return (
    <Card title={say('批注', 'Comments')} id="comments" extra={open.length > 0 ? <Chip tone="info">{open.length}</Chip> : undefined}>
      {comments.length === 0 && <p className="sh-sub">{say('还没有批注。', 'Nothing said yet.')}</p>}
      <ul className="cf-comments">
        {comments.map((one) => {
          const card = one.place === null ? undefined : cardOf(one.place);
          return (
            <li key={one.id} data-resolved={one.resolved || undefined}>
              <div className="sh-long">{one.text}</div>
              <div className="sh-sub sh-small">{[one.madeBy, moment(one.madeAt)].join(' · ')}{card !== undefined && <> · <button type="button" className="cf-link" onClick={card.open}>{card.title}</button></>} {one.resolved ? say('已处理', 'dealt with') : mayTalk && <Button size="small" type="link" onClick={() => void command.run((idempotencyKey) => onResolve(one.id, idempotencyKey))}>{say('已处理', 'Dealt with')}</Button>}</div>
            </li>
          );
        })}
      </ul>
      {mayTalk && (
        <div className="cf-say">
          <Input.TextArea aria-label={about === undefined ? say('批注整份草稿', 'Say something of the draft') : say('批注“{title}”', 'Say something of “{title}”', { title: about })} placeholder={about === undefined ? say('批注整份草稿', 'Of the whole draft') : say('批注“{title}”', 'Of “{title}”', { title: about })} autoSize={{ minRows: 1, maxRows: 5 }} maxLength={2000} value={text} onChange={(event) => { command.reset(); setText(event.target.value); }} />
          <Button size="small" disabled={text.trim() === ''} loading={command.sending} onClick={() => void send()}>{say('批注', 'Send')}</Button>
        </div>
      )}
      <InlineError error={command.error} />
    </Card>
  );
}
