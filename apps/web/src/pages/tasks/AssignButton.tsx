import { useQuery } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popover, Select } from 'antd';
import { useState } from 'react';
import { StationOfficersDocument } from '../../gql/tasks.js';

/** Gives a task to a person of the station. */
export function AssignButton({ loading, onAssign, size }: { loading: boolean; onAssign: (accountId: string, name: string) => void; size?: 'small' }) {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={say('转派给', 'Assign to')} content={<Officers onPick={(id, name) => { setOpen(false); onAssign(id, name); }} />} destroyOnHidden>
      <Button loading={loading} {...(size ? { size } : {})} aria-haspopup="dialog">{say('转派', 'Assign')}</Button>
    </Popover>
  );
}

function Officers({ onPick }: { onPick: (accountId: string, name: string) => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, loading } = useQuery(StationOfficersDocument, { variables: { stationId } });
  if (error && !data) return <InlineError error={error} />;
  const people = new Map<string, { name: string; roles: string[] }>();
  for (const { account, roleTitle } of data?.members ?? []) {
    if (!account.active) continue;
    const person = people.get(account.id) ?? { name: account.displayName, roles: [] };
    person.roles.push(textOf(roleTitle));
    people.set(account.id, person);
  }
  return (
    <Select
      autoFocus defaultOpen style={{ width: 260 }} loading={loading} aria-label={say('选择人员', 'Choose a person')} placeholder={say('姓名或角色', 'Name or role')}
      showSearch={{ optionFilterProp: 'label' }} options={[...people].map(([value, { name, roles }]) => ({ value, label: `${name} · ${roles.join('、')}` }))}
      onChange={(accountId: string) => onPick(accountId, people.get(accountId)?.name ?? '')}
    />
  );
}
