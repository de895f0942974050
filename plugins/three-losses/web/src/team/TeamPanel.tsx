import { useMutation, useQuery } from '@apollo/client/react';
import { ErrorState, InlineError, Loading, useCommand, useStation, useWords, type PanelProps } from '@stationhouse/plugin-web';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { NameTeamDocument, RestrictedTeamDocument, WhoMayBeNamedDocument } from '../gql/team.js';

/** 知情人员: who sees this record, and for the chief the way to name others. */
export default function TeamPanel({ recordId }: PanelProps) {
  const { say } = useWords();
  const { stationId } = useStation();
  const [naming, setNaming] = useState(false);
  const { data, error, refetch } = useQuery(RestrictedTeamDocument, { variables: { stationId, instanceId: recordId }, fetchPolicy: 'no-cache' });
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={2} />;
  const team = data.restrictedTeam;
  if (team === null) return <p className="sh-sub">{say('此事项登记较早，不限知情人员。', 'This one was recorded before it was restricted.')}</p>;
  return (
    <div className="sh-stack">
      <p className="sh-sub">{say('只有以下人员能看到此事项及其通知；其他人在列表、查找、统计中均看不到。', 'These people alone see it and its notices; nobody else finds it in a list, a search or a figure.')}</p>
      {naming ? (
        <Naming instanceId={recordId} members={team.members.map(({ id }) => id)} onClose={() => { setNaming(false); void refetch(); }} />
      ) : (
        <>
          <ul className="sh-row" aria-label={say('知情人员', 'Who sees it')}>{team.members.map(({ id, displayName }) => <li key={id} className="sh-chip">{displayName}</li>)}</ul>
          {team.mayName && <div><Button onClick={() => setNaming(true)}>{say('调整知情人员', 'Change who sees it')}</Button></div>}
        </>
      )}
    </div>
  );
}

function Naming({ instanceId, members, onClose }: { instanceId: string; members: readonly string[]; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const [chosen, setChosen] = useState<string[]>([...members]);
  const { data, loading } = useQuery(WhoMayBeNamedDocument, { variables: { stationId } });
  const [name] = useMutation(NameTeamDocument);
  const command = useCommand();
  const people = new Map<string, { label: string; value: string }>();
  for (const { account, roleTitle } of data?.members ?? []) if (account.active && !people.has(account.id)) people.set(account.id, { value: account.id, label: `${account.displayName} · ${textOf(roleTitle)}` });
  const save = async () => {
    command.reset();
    if (await command.run((idempotencyKey) => name({ variables: { stationId, instanceId, accountIds: chosen, idempotencyKey } }))) onClose();
  };
  return (
    <div className="sh-stack">
      <Select mode="multiple" size="large" loading={loading} aria-label={say('知情人员', 'Who sees it')} value={chosen} onChange={setChosen} options={[...people.values()]} optionFilterProp="label" />
      <InlineError error={command.error} />
      <div className="sh-row">
        <Button type="primary" loading={command.sending} onClick={() => void save()}>{say('保存', 'Save')}</Button>
        <Button onClick={onClose}>{say('取消', 'Cancel')}</Button>
      </div>
    </div>
  );
}
