import { useWords } from '@stationhouse/plugin-web';
import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';

/** Whether a list shows what is over; it stands in the address. */
export function useClosed(): { readonly closed: boolean; set(closed: boolean): void } {
  const [parameters, setParameters] = useSearchParams();
  const set = (closed: boolean) => setParameters((now) => {
    const next = new URLSearchParams(now);
    if (closed) next.set('view', 'closed');
    else next.delete('view');
    return next;
  }, { replace: true });
  return { closed: parameters.get('view') === 'closed', set };
}

/** What runs, or what is over. @param open the word for what runs */
export function Closed({ open, children }: { open: string; children?: React.ReactNode }) {
  const { say } = useWords();
  const { closed, set } = useClosed();
  return <div className="sh-filters">{children}<Segmented aria-label={say('状态', 'State')} value={closed ? 'closed' : 'open'} onChange={(value) => set(value === 'closed')} options={[{ value: 'open', label: open }, { value: 'closed', label: say('已办结', 'Closed') }]} /></div>;
}
