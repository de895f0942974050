import { Drawer, type DrawerProps } from 'antd';
import { useEffect, useState } from 'react';

/**
 * A drawer that is there while it is open. Whatever had the focus when it came has it again when it goes: our drawers leave the page
 * at once, before the library would give the focus back, and a reader with a keyboard would start again at the top.
 */
export function SideDrawer(props: DrawerProps) {
  const [before] = useState(() => document.activeElement);
  useEffect(() => () => {
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  }, [before]);
  return <Drawer {...props} />;
}
