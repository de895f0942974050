import { useMutation, useQuery } from '@apollo/client/react';
import { ErrorState, InlineError, Loading, useStation, useWords, type ApiText } from '@stationhouse/plugin-web';
import { Button, Checkbox, Select } from 'antd';
import { useId, useState } from 'react';
import { BriefingPeopleDocument, SendBriefingDocument, type BriefingFullFragment, type BriefingPeopleQuery } from '../../gql/briefings.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { weekWords } from './words.js';

/** Of whom a briefing is for as a rule. */
const AT_FIRST = ['instructor', 'duty-commander', 'team-leader', 'command-room'];
/** People outside the police network have no page to read it on. */
const OUTSIDE: ReadonlySet<string> = new Set(['grid-worker', 'mediator', 'linked-unit', 'scenic-operator', 'building-lead', 'volunteer', 'post-operator']);

/** Says to whom a briefing goes, and that it does not change any more. */
export function SendDrawer({ briefing, onClose }: { briefing: BriefingFullFragment; onClose: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, error, refetch } = useQuery(BriefingPeopleDocument, { variables: { stationId } });
  return (
    <SideDrawer open title={say('发出周报 {week}', 'Send the briefing {week}', { week: weekWords(briefing, say) })} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden>
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading /> : <Form briefing={briefing} members={data.members} onClose={onClose} />}
    </SideDrawer>
  );
}

function Form({ briefing, members, onClose }: { briefing: BriefingFullFragment; members: BriefingPeopleQuery['members']; onClose: () => void }) {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(SendBriefingDocument, { refetchQueries: ['Briefings'] });
  const ours = members.filter(({ role, account }) => !OUTSIDE.has(role) && account.active);
  const titles = new Map<string, ApiText>(ours.map(({ role, roleTitle }) => [role, roleTitle]));
  const people = new Map(ours.map(({ account }) => [account.id, account.displayName]));
  const [roles, setRoles] = useState<readonly string[]>(AT_FIRST.filter((role) => titles.has(role)));
  const [accountIds, setAccountIds] = useState<readonly string[]>([]);
  const [bureau, setBureau] = useState(false);
  const [rolesId, peopleId] = [useId(), useId()];
  const submit = async () => {
    const recipients = { roles: [...roles], accountIds: [...accountIds], bureau };
    const done = await command.run((key) => send({ variables: { stationId, briefingId: briefing.id, recipients, expectedVersion: briefing.version, key } }));
    if (!done) return;
    toast.done(say('周报已发出', 'The briefing went out'));
    onClose();
  };
  return (
    <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
      <p className="briefing-caution">{say('发出后不能再改，数据和文件按此刻保存；如有差错，可另发更正版。', 'It does not change after that: its figures and files are kept as they are now. A mistake is mended by a new edition.')}</p>
      <div><label htmlFor={rolesId}>{say('发给岗位', 'Roles')}</label><Select id={rolesId} mode="multiple" className="briefing-wide" value={[...roles]} onChange={(value: string[]) => { command.reset(); setRoles(value); }} options={[...titles].map(([value, title]) => ({ value, label: textOf(title) }))} optionFilterProp="label" /></div>
      <div><label htmlFor={peopleId}>{say('另发给', 'And to')}</label><Select id={peopleId} mode="multiple" className="briefing-wide" value={[...accountIds]} onChange={(value: string[]) => { command.reset(); setAccountIds(value); }} options={[...people].map(([value, label]) => ({ value, label }))} optionFilterProp="label" placeholder={say('可不选', 'Optional')} /></div>
      <Checkbox checked={bureau} onChange={(event) => { command.reset(); setBureau(event.target.checked); }}>{say('报送分局领导', 'Send it to the bureau’s leaders, too')}</Checkbox>
      {command.error !== undefined && <InlineError error={command.error} />}
      <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" htmlType="submit" loading={command.sending} disabled={roles.length === 0 && accountIds.length === 0 && !bureau}>{say('发出', 'Send')}</Button></div>
    </form>
  );
}
