import { useMutation, useQuery } from '@apollo/client/react';
import { Card, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, InputNumber } from 'antd';
import { useState } from 'react';
import { BureauApiKeysDocument, SetApiKeyDaysDocument } from '../../gql/api-keys.js';
import { useCommand } from '../../hooks.js';
import { useToast } from '../../shell/toast.js';
import { KeyTable } from './KeyTable.js';

const MOST_DAYS = 365;

/** Every key of the bureau, and how long one lives at most. */
export default function BureauApiKeys() {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { data, error, refetch } = useQuery(BureauApiKeysDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  return (
    <>
      <PageHeader title={say('接口密钥', 'API keys')} facts={say('本分局人员为程序创建的全部密钥；可查最近使用、可随时撤销。', 'Every key that people of the bureau made for programs: when it was last used, and the way to end it.')} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <Loading rows={4} /> : (
        <>
          <LongestLife key={data.apiKeyDays} days={data.apiKeyDays} onDone={() => void refetch()} />
          <section className="sh-card sh-tight">{data.bureauApiKeys.length === 0 ? <EmptyState title={say('还没有人创建接口密钥', 'Nobody has made an API key yet')} /> : <KeyTable rows={data.bureauApiKeys} owners />}</section>
        </>
      )}
    </>
  );
}

function LongestLife({ days, onDone }: { days: number; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [wanted, setWanted] = useState<number | null>(days);
  const [set] = useMutation(SetApiKeyDaysDocument);
  const save = async () => {
    if (wanted === null || !(await command.run(() => set({ variables: { bureauId, days: wanted } })))) return;
    toast.done(say('已设定', 'Set'));
    onDone();
  };
  return (
    <Card title={say('最长有效期', 'Longest life')} id="longest">
      <div className="sh-stack">
        <div className="sh-row sh-wrap">
          <InputNumber aria-label={say('最长有效期（天）', 'Longest life in days')} min={0} max={MOST_DAYS} precision={0} value={wanted} suffix={say('天', 'days')} onChange={(value) => { command.reset(); setWanted(value); }} />
          <Button type="primary" disabled={wanted === null || wanted === days} loading={command.sending} onClick={() => void save()}>{say('保存', 'Save')}</Button>
        </div>
        <p className="sh-sub">{say('0 至 365 天，对已发出的密钥同样生效；0 表示不开放接口密钥。', '0 to 365 days, for keys that are out already as well; 0 means that no key works.')}</p>
        <InlineError error={command.error} />
      </div>
    </Card>
  );
}
