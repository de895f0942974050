import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { DesignCanaryDocument, EndCanaryDocument, WidenCanaryDocument, type CanaryPartsFragment } from '../../gql/configure.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useToast } from '../../shell/toast.js';
import type { DraftScope } from './useDraft.js';

/** A version that is tried on a share of new instances: both beside each other, wider, or back in one click. Nothing where none is tried. */
export function CanaryCard({ scope, onEnded }: { scope: DraftScope; onEnded: () => void }) {
  const { say, moment } = useWords();
  const { may } = useScope();
  const toast = useToast();
  const command = useCommand();
  const { data, refetch } = useQuery(DesignCanaryDocument, { variables: scope, fetchPolicy: 'no-cache' });
  const [widen] = useMutation(WidenCanaryDocument);
  const [end] = useMutation(EndCanaryDocument);
  const [share, setShare] = useState(100);
  const canary = data?.workflowCanary;
  if (canary === null || canary === undefined) return null;
  const wider = async () => {
    const done = await command.run((idempotencyKey) => widen({ variables: { ...scope, share, idempotencyKey } }));
    if (!done) return;
    toast.done(share === 100 ? say('已全部按新版本办理', 'Everybody is on the new version') : say('已扩大到 {share}%', 'Widened to {share}%', { share }));
    void refetch();
  };
  const back = async () => {
    const done = await command.run((idempotencyKey) => end({ variables: { ...scope, idempotencyKey } }));
    if (!done) return;
    toast.done(say('已撤回，新事项仍按原版本办理', 'Taken back: new instances start on the version before'));
    onEnded();
  };
  return (
    <Card title={say('小范围试行', 'On trial')} id="canary" extra={<Chip tone="info">{say('{share}% 的新事项', '{share}% of new instances', { share: canary.share })}</Chip>}>
      <p className="sh-sub sh-small">{say('{at} 起', 'since {at}', { at: moment(canary.since) })}</p>
      <table className="cf-questions">
        <thead><tr><th scope="col">{say('版本', 'Version')}</th><th scope="col">{say('已发起', 'Started')}</th><th scope="col">{say('在办', 'Running')}</th><th scope="col">{say('有逾期', 'Overdue')}</th></tr></thead>
        <tbody><Side side={canary.tried} name={say('试行 v{revision}', 'tried: v{revision}', { revision: canary.tried.revision })} /><Side side={canary.before} name={canary.before.revision === 0 ? say('原有', 'before') : say('原版 v{revision}', 'before: v{revision}', { revision: canary.before.revision })} /></tbody>
      </table>
      {may(PERMISSIONS.publishConfiguration) && (
        <div className="sh-row">
          <InputNumber aria-label={say('扩大到', 'Widen to')} min={canary.share + 1} max={100} precision={0} value={share} suffix="%" style={{ width: 92 }} onChange={(value) => setShare(value ?? 100)} />
          <Button size="small" loading={command.sending} onClick={() => void wider()}>{say('扩大', 'Widen')}</Button>
          <Button size="small" danger disabled={command.sending} onClick={() => void back()}>{say('撤回', 'Take it back')}</Button>
        </div>
      )}
      <InlineError error={command.error} />
    </Card>
  );
}

function Side({ side, name }: { side: CanaryPartsFragment['tried']; name: string }) {
  const { number } = useWords();
  return <tr><th scope="row">{name}</th><td className="sh-num">{number(side.instances)}</td><td className="sh-num">{number(side.running)}</td><td className="sh-num">{number(side.overdue)}</td></tr>;
}
