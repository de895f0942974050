import { useMutation } from '@apollo/client/react';
import { useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { RenewInvitationDocument, SetOutsideExpiryDocument, SuspendOutsidePersonDocument, type PersonLineFragment } from '../../gql/outside.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { Code } from './Code.js';

/** Half a year, in milliseconds: what one press prolongs an account by. */
const LONGER = 183 * 86_400_000;

/** What may be done with an account: a new code, suspended or let in again, prolonged. */
export function PersonActs({ person, onChanged }: { person: PersonLineFragment; onChanged: () => void }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const toast = useToast();
  const [code, setCode] = useState<string>();
  const [renew, renewing] = useMutation(RenewInvitationDocument, { fetchPolicy: 'no-cache' });
  const [suspend, suspending] = useMutation(SuspendOutsidePersonDocument);
  const [prolong, prolonging] = useMutation(SetOutsideExpiryDocument);
  const variables = { stationId, personId: person.id };
  const run = async (work: () => Promise<unknown>) => {
    try {
      await work();
      onChanged();
    } catch (error) {
      toast.failed(error);
    }
  };
  const again = () => run(async () => setCode((await renew({ variables })).data?.renewInvitation.code));
  const suspended = person.state === 'SUSPENDED';
  return (
    <span className="sh-row sh-wrap">
      <Popconfirm title={say('原密码和登录立即失效，对方须用新邀请码重新设置密码。', 'The password and every session end now; the person chooses a new one with the new code.')} okText={say('重新发放', 'New code')} cancelText={say('取消', 'Cancel')} onConfirm={() => void again()}>
        <Button size="small" loading={renewing.loading}>{say('新邀请码', 'New code')}</Button>
      </Popconfirm>
      {suspended ? <Button size="small" loading={suspending.loading} onClick={() => void run(() => suspend({ variables: { ...variables, suspended: false } }))}>{say('恢复', 'Let in again')}</Button> : (
        <Popconfirm title={say('立即停用，并退出其所有登录。', 'Suspends the account now and ends all its sessions.')} okText={say('停用', 'Suspend')} cancelText={say('取消', 'Cancel')} onConfirm={() => void run(() => suspend({ variables: { ...variables, suspended: true } }))}>
          <Button size="small" danger loading={suspending.loading}>{say('停用', 'Suspend')}</Button>
        </Popconfirm>
      )}
      <Button size="small" loading={prolonging.loading} onClick={() => void run(() => prolong({ variables: { ...variables, expiresAt: new Date(Date.now() + LONGER).toISOString() } }))}>{say('延长半年', '+ 6 months')}</Button>
      {code !== undefined && <SideDrawer open title={say('新邀请码', 'New code')} onClose={() => setCode(undefined)} size="min(520px, 100vw)" destroyOnHidden mask={{ closable: false }}><Code login={person.login} name={person.name} code={code} onClose={() => setCode(undefined)} /></SideDrawer>}
    </span>
  );
}
