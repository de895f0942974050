import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useState } from 'react';
import { ChangeEventSourceSecretDocument, type ChangeEventSourceSecretMutation } from '../../gql/inbound.js';
import { useCommand } from '../../hooks.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import type { Source } from './EventSources.js';
import { Secret } from './Secret.js';

/** A new secret for a source; the one before counts for another day, so that nothing is lost meanwhile. */
export default function SecretDrawer({ source, onClose }: { source: Source; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const command = useCommand();
  const [made, setMade] = useState<ChangeEventSourceSecretMutation['changeEventSourceSecret']>();
  const [change] = useMutation(ChangeEventSourceSecretDocument, { fetchPolicy: 'no-cache' });
  const submit = () =>
    command.run(async () => {
      const { data } = await change({ variables: { bureauId, id: source.id } });
      setMade(data?.changeEventSourceSecret);
    });
  return (
    <SideDrawer open title={say('更换“{title}”的密钥', 'New secret for “{title}”', { title: source.title })} onClose={onClose} size="min(520px, 100vw)" destroyOnHidden maskClosable={made === undefined}>
      {made ? <Secret secret={made.secret} path={made.source.path} onClose={onClose} /> : (
        <div className="sh-stack">
          <p>{say('更换后，原密钥 24 小时内仍然有效，请在此期间更新对方系统。', 'The secret before still counts for 24 hours: change it in the other system meanwhile.')}</p>
          <InlineError error={command.error} />
          <div className="form-foot"><Button onClick={onClose}>{say('取消', 'Cancel')}</Button><Button type="primary" loading={command.sending} onClick={() => void submit()}>{say('更换密钥', 'Make a new secret')}</Button></div>
        </div>
      )}
    </SideDrawer>
  );
}
