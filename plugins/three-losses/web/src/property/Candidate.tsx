import { useMutation } from '@apollo/client/react';
import { Chip, InlineError, useCommand, useStation, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { DecidePropertyMatchDocument, type PropertyCandidatesQuery } from '../gql/matching.js';
import { REASONS } from './reasons.js';
import { SideBySide } from './SideBySide.js';

type Found = PropertyCandidatesQuery['propertyCandidates'][number];

/** One that may be it: why, both side by side on demand, and the two answers. */
export function Candidate({ candidate: { instanceId, number, reasons, same }, lost, recordId, purpose, onSaid }: { candidate: Found; lost: boolean; recordId: string; purpose: PurposeState; onSaid: () => void }) {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const [open, setOpen] = useState(false);
  const command = useCommand();
  const [decide] = useMutation(DecidePropertyMatchDocument);
  const [lostId, foundId] = lost ? [recordId, instanceId] : [instanceId, recordId];
  const answer = async (is: boolean) => {
    command.reset();
    if (await command.run((idempotencyKey) => decide({ variables: { stationId, lostId, foundId, same: is, idempotencyKey } }))) onSaid();
  };
  return (
    <li className="match" data-said={same === null ? 'open' : same ? 'same' : 'other'}>
      <div className="sh-row">
        <Link to={`${base}/instances/${instanceId}`} className="sh-mono sh-whole">{number}</Link>
        {same === true && <Chip tone="ok">{say('已认定是同一件', 'The very thing')}</Chip>}
        {same === false && <Chip tone="plain">{say('已认定不是', 'Not it')}</Chip>}
      </div>
      <ul className="match-why" aria-label={say('比对依据', 'Why')}>{reasons.map(({ code, weight }) => <li key={code}><Chip tone={weight < 0 ? 'warn' : code.startsWith('NUMBER') ? 'ok' : 'info'}>{textOf(REASONS[code])}</Chip></li>)}</ul>
      {open && <SideBySide lostId={lostId} foundId={foundId} purpose={purpose} />}
      <InlineError error={command.error} />
      <div className="sh-row match-answers">
        <Button onClick={() => setOpen(!open)} aria-expanded={open}>{open ? say('收起', 'Close') : say('对照查看', 'Side by side')}</Button>
        {same !== true && <Button type={open ? 'primary' : 'default'} disabled={command.sending} onClick={() => void answer(true)}>{say('是同一件', 'It is the very thing')}</Button>}
        {same !== false && <Button disabled={command.sending} onClick={() => void answer(false)}>{say('不是', 'It is not')}</Button>}
      </div>
    </li>
  );
}
