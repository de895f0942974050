import { useWords } from '@stationhouse/plugin-web';
import { Dropdown } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useLocaleChoice } from '../locale.js';
import { useMe } from '../session/me.js';
import { session } from '../session/session.js';

/** What the reader may do with the session: open as soon as it is there, below the button that asked for it. */
export default function UserMenu({ children }: { children: ReactNode }) {
  const { say } = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const { locale, choose } = useLocaleChoice();
  const [open, setOpen] = useState(true);
  const button = useRef<HTMLButtonElement>(null);
  // It takes the place of the button that was pressed, and its focus.
  useEffect(() => button.current?.focus(), []);
  const items = [
    { key: 'who', disabled: true, label: `${me.account.displayName} · ${me.account.login}` },
    { type: 'divider' as const },
    { key: 'account', label: say('我的账号', 'My account'), onClick: () => void navigate('/account') },
    { key: 'language', label: locale === 'en' ? '中文' : 'English', onClick: () => choose(locale === 'en' ? 'zh-CN' : 'en') },
    { key: 'lock', label: say('锁定', 'Lock'), onClick: () => session.lock() },
    { type: 'divider' as const },
    { key: 'out', label: say('退出登录', 'Sign out'), onClick: () => void import('../away/leaving.js').then(({ leave }) => leave(say)) },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']} open={open} onOpenChange={setOpen}>
      <button ref={button} type="button" className="who" aria-haspopup="menu" data-testid="user-menu">{children}</button>
    </Dropdown>
  );
}
