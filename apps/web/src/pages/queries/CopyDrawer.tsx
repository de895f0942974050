import { useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import { COPIES, type CopyKind } from './copy-as.js';

/** The query as a program: the key comes from the environment and is never written down in it. */
export function CopyDrawer({ document, variables, onClose }: { document: string; variables: Record<string, unknown>; onClose: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const [kind, setKind] = useState<CopyKind>('curl');
  const code = COPIES[kind].copy({ origin: location.origin, document, variables });
  const copy = () => void navigator.clipboard.writeText(code).then(() => toast.done(say('已复制', 'Copied')), toast.failed);
  return (
    <SideDrawer open title={say('复制为程序', 'Copy as a program')} onClose={onClose} size="min(760px, 100vw)" destroyOnHidden extra={<Button type="primary" onClick={copy}>{say('复制', 'Copy')}</Button>}>
      <div className="sh-stack">
        <Segmented value={kind} onChange={(value) => setKind(value)} options={Object.entries(COPIES).map(([value, { title }]) => ({ value: value as CopyKind, label: title }))} />
        <pre className="queries-code" tabIndex={0} aria-label={COPIES[kind].title} data-testid="copied-program">{code}</pre>
        <p className="sh-sub">
          {say('运行前先把密钥放进环境变量 STATIONHOUSE_KEY；程序里不写密钥。', 'Put a key into the environment as STATIONHOUSE_KEY first; the program never holds it.')} <Link to="/account/keys">{say('创建接口密钥', 'Make an API key')}</Link>
        </p>
      </div>
    </SideDrawer>
  );
}
