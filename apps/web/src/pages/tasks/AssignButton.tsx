import { useQuery } from '@apollo/client/react';
import { InlineError, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popover, Select } from 'antd';
import { useState } from 'react';
import { StationOfficersDocument } from '../../gql/tasks.js';
import { useMe } from '../../session/me.js';

interface Props {
  readonly loading: boolean;
  readonly onPick: (accountId: string, name: string) => void;
  readonly size?: 'small';
}

/** Gives a task to a person of the station, whoever holds it. */
export function AssignButton(props: Props) {
  const { say } = useWords();
  return <PersonButton {...props} words={say('转派', 'Assign')} question={say('转派给', 'Assign to')} />;
}

/** Hands one's own task to a colleague. */
export function DelegateButton(props: Props) {
  const { say } = useWords();
  const { account } = useMe();
  return <PersonButton {...props} but={account.id} words={say('转办', 'Delegate')} question={say('转办给', 'Delegate to')} />;
}

function PersonButton({ loading, onPick, size, words, question, but }: Props & { words: string; question: string; but?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" title={question} content={<Officers but={but} onPick={(id, name) => { setOpen(false); onPick(id, name); }} />} destroyOnHidden>
      <Button loading={loading} {...(size ? { size } : {})} aria-haspopup="dialog">{words}</Button>
    </Popover>
  );
}

/** The people of the station, `but` one. */
function Officers({ onPick, but }: Pick<Props, 'onPick'> & { but: string | undefined }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { data, error, loading } = useQuery(StationOfficersDocument, { variables: { stationId } });
  if (error && !data) return <InlineError error={error} />;
  const people = new Map<string, { name: string; roles: string[] }>();
  for (const { account, roleTitle } of data?.members ?? []) {
    if (!account.active || account.id === but) continue;
    const person = people.get(account.id) ?? { name: account.displayName, roles: [] };
    person.roles.push(textOf(roleTitle));
    people.set(account.id, person);
  }
  return (
    <Select
      autoFocus defaultOpen style={{ width: 260 }} loading={loading} aria-label={say('选择人员', 'Choose a person')} placeholder={say('姓名或角色', 'Name or role')}
      showSearch={{ optionFilterProp: 'label' }} options={[...people].map(([value, { name, roles }]) => ({ value, label: `${name} · ${roles.join(say('、', ', '))}` }))}
      onChange={(accountId: string) => onPick(accountId, people.get(accountId)?.name ?? '')}
    />
  );
}
